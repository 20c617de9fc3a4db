import { formatBytes } from '../base/text/format-bytes.ts';
import type { SnapshotStep, TellStep } from '../contract/snapshot-step.ts';
import type { App } from './app.ts';

/** Milliseconds between two lines about one member's files. */
const PAUSE_MS = 10_000;

/**
 * Says on stderr how far a snapshot is: a line per step, and one now and then while many files are copied or fetched.
 * Without a terminal, only what a person has to know of.
 */
export function tellSnapshot(app: Pick<App, 'talk' | 'terminal' | 'now'>): TellStep {
  const { isTty } = app.terminal();
  const tellAmount = isTty ? amountTeller(app) : () => undefined;
  return (step) => {
    switch (step.kind) {
      case 'again':
        app.talk(`a mirror changed meanwhile, taking it again (${step.attempt} of ${step.attempts})\n`);
        return;
      case 'rotten':
        app.talk(
          `the pool's file ${step.sha256} has rotted on disk and was taken anew: see to the disk, and trust no snapshot that holds it\n`,
        );
        return;
      case 'clock':
        app.talk(
          `the clock says ${step.now.toISOString()}, which is before the newest snapshot '${step.newest}': counted up from that to '${step.id}'; see that the clock is right\n`,
        );
        return;
      case 'metadata':
      case 'files':
      case 'bytes':
        tellAmount(step);
        return;
      default:
        step satisfies never;
    }
  };
}

type Amount = Extract<SnapshotStep, { readonly kind: 'metadata' | 'files' | 'bytes' }>;

function amountTeller(app: Pick<App, 'talk' | 'now'>): (step: Amount) => void {
  let told = { at: app.now(), bytes: 0 };
  let files = '';
  let bytes = { done: 0, total: 0 };
  const describeBytes = (): string => {
    if (bytes.done === 0) return '';
    const rate = (bytes.done - told.bytes) / Math.max((app.now() - told.at) / 1000, 0.001);
    return `, ${formatBytes(bytes.done)} of ${formatBytes(bytes.total)}, ${formatBytes(Math.round(rate))}/s`;
  };
  const say = (text: string): void => {
    app.talk(text);
    told = { at: app.now(), bytes: bytes.done };
  };
  return (step) => {
    switch (step.kind) {
      case 'metadata':
        bytes = { done: 0, total: 0 };
        files = '';
        return say(`${step.member}: metadata\n`);
      case 'bytes':
        bytes = step;
        if (app.now() - told.at >= PAUSE_MS) say(`${step.member}: ${files}${describeBytes()}\n`.replace(': , ', ': '));
        return;
      case 'files':
        files = `${step.done} of ${step.total} files`;
        if (step.done === step.total)
          return say(`${step.member}: ${step.total} files${bytes.done === 0 ? '' : `, ${formatBytes(bytes.done)}`}\n`);
        if (app.now() - told.at >= PAUSE_MS) say(`${step.member}: ${files}${describeBytes()}\n`);
        return;
      default:
        step satisfies never;
    }
  };
}

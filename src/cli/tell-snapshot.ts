import type { TellStep } from '../contract/snapshot-step.ts';
import type { App } from './app.ts';

/** Milliseconds between two lines about one member's files. */
const PAUSE_MS = 10_000;

/**
 * Says on stderr how far a snapshot is: a line per step, and one now and then while many files are copied. Without a
 * terminal, only that it had to be taken again.
 */
export function tellSnapshot(app: Pick<App, 'talk' | 'terminal' | 'now'>): TellStep {
  const { isTty } = app.terminal();
  let toldAt = app.now();
  return (step) => {
    switch (step.kind) {
      case 'again':
        app.talk(`a mirror changed meanwhile, taking it again (${step.attempt} of ${step.attempts})\n`);
        return;
      case 'metadata':
        if (isTty) app.talk(`${step.member}: metadata\n`);
        toldAt = app.now();
        return;
      case 'files': {
        const { member, done, total } = step;
        if (!isTty || (done < total && app.now() - toldAt < PAUSE_MS)) return;
        app.talk(done < total ? `${member}: ${done} of ${total} files\n` : `${member}: ${total} files\n`);
        toldAt = app.now();
        return;
      }
      default:
        step satisfies never;
    }
  };
}

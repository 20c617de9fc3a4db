import type { TellStep } from '../contract/snapshot-step.ts';
import type { App } from './app.ts';

/** Milliseconds between two lines about one member's files. */
const PAUSE_MS = 10_000;

/**
 * Says on stderr how far a snapshot is: a line per step, and one now and then while many files are copied. Without a
 * terminal, only what a person has to know of.
 */
export function tellSnapshot(app: Pick<App, 'talk' | 'terminal' | 'now'>): TellStep {
  const { isTty } = app.terminal();
  let toldAt = app.now();
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

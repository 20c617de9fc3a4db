import { SalternError } from '../../contract/errors.ts';
import type { FarmDesk } from '../../contract/farm.ts';
import type { RunServices } from '../../run/instance/run-services.ts';
import type { ExplainNoTaker } from '../run-on-workers.ts';
import type { HeardJob } from './hear-news.ts';

/** How soon after it was sent, and how often then, it is looked who could take what nobody has. Milliseconds. */
const FIRST_MS = 2000;
const LOOK_MS = 5000;
/** How long an instance waits for a worker that could take it. Milliseconds. */
const PATIENCE_MS = 15 * 60_000;

export interface Watching {
  readonly desk: FarmDesk;
  explainNoTaker: ExplainNoTaker;
  /** Jobs that nobody has taken. */
  isOpen(): readonly HeardJob[];
  giveUp(one: HeardJob, error: unknown): Promise<void>;
}

/** Says of instances why no worker takes them, once for each reason, and gives them up when that lasts. Disposing ends it. */
export function watchTakers(watching: Watching, services: RunServices): Disposable {
  const waiting = new Map<string, { readonly reason: string; readonly since: number }>();
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const look = async (): Promise<void> => {
    const open = watching.isOpen();
    // What cannot be asked is told by whoever follows the run.
    const workers = open.length === 0 ? [] : await watching.desk.workers().catch(() => undefined);
    for (const one of workers === undefined ? [] : open) {
      const reason = watching.explainNoTaker([one.job], workers ?? []);
      if (!isEnded) await note(one, reason);
    }
    if (!isEnded) timer = setTimeout(() => void look(), LOOK_MS);
  };
  const note = async (one: HeardJob, reason: string | undefined): Promise<void> => {
    const { name } = one.bound.plan;
    const known = waiting.get(name);
    if (reason === undefined) return void waiting.delete(name);
    if (known?.reason !== reason) services.emit({ type: 'instance-waiting', instance: name, reason });
    const since = known?.since ?? services.now();
    waiting.set(name, { reason, since });
    if (services.now() - since >= PATIENCE_MS) await watching.giveUp(one, noTaker(name, reason));
  };
  timer = setTimeout(() => void look(), FIRST_MS);
  return {
    [Symbol.dispose]() {
      isEnded = true;
      clearTimeout(timer);
    },
  };
}

function noTaker(name: string, reason: string): SalternError {
  return new SalternError('WORKER_LOST', `No worker has taken '${name}': ${reason}`, {
    hint: 'Start one with `saltern worker`; `saltern workers` shows which there are.',
  });
}

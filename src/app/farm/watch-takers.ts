import { SalternError } from '../../contract/errors.ts';
import type { FarmDesk, FarmWorker } from '../../contract/farm.ts';
import { isSilent } from '../../farm/explain-no-taker.ts';
import type { RunServices } from '../../run/instance/run-services.ts';
import type { ExplainNoTaker, PackedJob } from './workers-options.ts';

/** How soon after it was sent, and how often then, it is looked who could take what nobody has. Milliseconds. */
const FIRST_MS = 2000;
const LOOK_MS = 5000;
/** How long an instance waits for a worker that could take it. Milliseconds. */
const PATIENCE_MS = 15 * 60_000;

export interface Watching {
  readonly desk: FarmDesk;
  explainNoTaker: ExplainNoTaker;
  /** Jobs that nobody has taken. */
  isOpen(): readonly PackedJob[];
  giveUp(one: PackedJob, error: unknown): Promise<void>;
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
    const heard = workers?.filter((worker) => !isSilent(worker, services.now()));
    if (heard !== undefined && !isEnded) await note(open, heard);
    if (!isEnded) timer = setTimeout(() => void look(), LOOK_MS);
  };
  const note = async (open: readonly PackedJob[], workers: readonly FarmWorker[]): Promise<void> => {
    const said = new Set([...waiting.values()].map(({ reason }) => reason));
    for (const one of open) {
      const { name } = one.bound.plan;
      const reason = shorten(watching.explainNoTaker([one.job], workers));
      const known = waiting.get(name);
      if (reason === undefined) waiting.delete(name);
      else if (known?.reason !== reason) {
        services.emit({ type: 'instance-waiting', instance: name, reason, isForOthers: said.has(reason) });
        said.add(reason);
        waiting.set(name, { reason, since: known?.since ?? services.now() });
      } else if (services.now() - known.since >= PATIENCE_MS) await watching.giveUp(one, noTaker(name, reason));
    }
  };
  timer = setTimeout(() => void look(), FIRST_MS);
  return {
    [Symbol.dispose]() {
      isEnded = true;
      clearTimeout(timer);
    },
  };
}

/** Whose line it is says already which instance it is about. */
function shorten(sentence: string | undefined): string | undefined {
  return sentence?.replace(/^there is no worker for '[^']*': /u, 'no worker takes it: ');
}

function noTaker(name: string, reason: string): SalternError {
  return new SalternError('WORKER_LOST', `'${name}' was not run: ${reason}`, {
    hint: 'Start one with `saltern worker`; `saltern workers` shows which there are.',
  });
}

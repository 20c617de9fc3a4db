import { statfs } from 'node:fs/promises';
import type { Ed25519Key } from '../../base/sign/keys.ts';
import { formatGib } from '../../base/text/format-bytes.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import type { Resources } from '../../contract/driver.ts';
import { SalternError } from '../../contract/errors.ts';
import type { FarmBench, TakenJob } from '../../contract/farm.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { signJob } from '../../signing/sign-job.ts';
import { signInstance } from '../signing/sign-events.ts';
import { roomOf, type WorkerRoom } from './worker-room.ts';

/** What must be free before a job is taken: a job may need more, and then gives it back. */
const LEAST_FREE_BYTES = 2 ** 29;
/** For how long a worker takes nothing that could not do a job. Milliseconds. */
const REST_MS = 30_000;

/** Trouble of this machine and not of the instance: another worker may have none. */
const OWN_TROUBLE: ReadonlySet<string> = new Set(['NO_SPACE', 'MACHINE_FULL', 'ENGINE_MISSING']);

export interface ServeOptions {
  readonly bench: FarmBench;
  readonly limits: Resources;
  /** Ends with the first job. */
  readonly isOnce: boolean;
  /** The worker is to end: what it is at is stopped, and given back. */
  readonly signal: AbortSignal;
  /** Runs a job to its result; what it throws says that this machine cannot. */
  run(taken: TakenJob, signal: AbortSignal): Promise<InstanceResult>;
  /** Signs the result of a job, and the evidence in it. Default: nobody signs. */
  readonly signer?: Ed25519Key | undefined;
  /** One line for each thing that happens. */
  tell(line: string): void;
  /** Bytes that are free where work is done. */
  freeBytes(): Promise<number>;
  /** How often it is looked whether there is space again, milliseconds. Default 5 s. */
  readonly lookMs?: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Bytes that are free in a folder's file system. */
export async function freeBytesOf(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

/**
 * Takes jobs as long as there is room for more, and runs them side by side; ends with the signal, or the first job. Gives
 * how many it finished. Throws what the bench throws when the database stays away.
 */
export async function serveJobs(options: ServeOptions): Promise<number> {
  const { bench, signal, isOnce } = options;
  const room = roomOf(options.limits);
  const running = new Set<Promise<void>>();
  const rest = { untilMs: 0 };
  let finished = 0;
  try {
    while (!signal.aborted) {
      await waitForHealth(options, rest);
      const free = room.free();
      if (free === undefined) {
        await Promise.race(running);
        continue;
      }
      const taken = await bench.take(free, { signal: AbortSignal.any([signal, room.changed()]) });
      if (taken === undefined) continue;
      const work = runOne(taken, room, options).then((end) => {
        if (end === 'finished') finished += 1;
        if (end === 'unable') rest.untilMs = options.now() + REST_MS;
      });
      running.add(work);
      void work.finally(() => running.delete(work)).catch(() => undefined);
      if (isOnce) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.allSettled(running);
  }
  return finished;
}

/** Waits until there is space, and until a rest is over. */
async function waitForHealth(options: ServeOptions, rest: { readonly untilMs: number }): Promise<void> {
  const { signal, freeBytes, lookMs = 5000, tell, now } = options;
  let hasSaid = false;
  const isWell = async (): Promise<true | undefined> => {
    if (now() < rest.untilMs) return undefined;
    const free = await freeBytes();
    if (free >= LEAST_FREE_BYTES) return true;
    if (!hasSaid) tell(`takes no job: only ${formatGib(free)} are free on its disk`);
    hasSaid = true;
    return undefined;
  };
  await waitUntil(isWell, { signal, intervalMs: lookMs });
  if (hasSaid) tell('takes jobs again');
}

/** `unable`: this machine could not do it, and gave it back. */
type JobEnd = 'finished' | 'stopped' | 'unable';

async function runOne(taken: TakenJob, room: WorkerRoom, options: ServeOptions): Promise<JobEnd> {
  const { job, attempt } = taken;
  const { tell, signal } = options;
  const { name } = job.plan;
  using _room = room.enter(job.needs);
  const startedAt = options.now();
  tell(`${name}  taken${attempt === 1 ? '' : `, attempt ${attempt}`}  run ${job.runId}`);
  const say = (word: string): void => tell(`${name}  ${word}  ${((options.now() - startedAt) / 1000).toFixed(1)} s`);
  try {
    const result = await attemptJob(taken, options);
    const why = typeof result === 'string' ? result : whyGivenBack(result);
    if (signal.aborted && !taken.signal.aborted && why !== undefined) {
      await taken.giveUp('the worker was stopped');
      say('given back: the worker was stopped');
      return 'stopped';
    }
    if (typeof result === 'string' || (why !== undefined && !taken.signal.aborted)) {
      await taken.giveUp(why ?? '');
      say(`given back: ${why ?? ''}`);
      return 'unable';
    }
    const counts = await finish(taken, result, options.signer);
    say(counts ? result.outcome : `${result.outcome}, too late to count`);
    return 'finished';
  } catch (error) {
    // Nobody can be told; the heart of the job has stopped, and it is given to another.
    say(`lost: ${toTrouble(error).message}`);
    return 'unable';
  }
}

/** Evidence is signed for those who keep it, and the whole for those who have asked. */
function finish(taken: TakenJob, result: InstanceResult, signer: Ed25519Key | undefined): Promise<boolean> {
  if (signer === undefined) return taken.finish(result);
  const signed = signInstance(result, signer);
  return taken.finish(signed, signJob({ job: taken.job.id, result: signed }, signer));
}

/** The result, or why this machine cannot give one. */
async function attemptJob(taken: TakenJob, options: ServeOptions): Promise<InstanceResult | string> {
  try {
    return await options.run(taken, AbortSignal.any([options.signal, withdrawn(taken)]));
  } catch (error) {
    return toTrouble(error).message;
  }
}

/** Aborted when the job is not wanted any more: for the instance, an interruption. */
function withdrawn({ signal }: TakenJob): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    const why = signal.reason instanceof Error ? signal.reason.message : 'it was cancelled';
    controller.abort(new SalternError('INTERRUPTED', `Interrupted: ${why}`));
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return controller.signal;
}

/** Where another worker may come to a result that this one could not: why. */
function whyGivenBack({ trouble }: InstanceResult): string | undefined {
  if (trouble === undefined) return undefined;
  return trouble.code === 'INTERRUPTED' || OWN_TROUBLE.has(trouble.code) ? trouble.message : undefined;
}

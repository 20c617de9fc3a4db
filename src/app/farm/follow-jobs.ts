import { SalternError } from '../../contract/errors.ts';
import { isBad } from '../../contract/outcome.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { toTrouble } from '../../contract/to-trouble.ts';
import { endRun } from '../../run/end-run.ts';
import { FailFast, stoppedOutcome } from '../../run/fail-fast.ts';
import type { RunServices } from '../../run/instance/run-services.ts';
import { notRun } from '../../run/run-instance.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { cancelAndFindLiving } from './find-living.ts';
import { hearNews } from './hear-news.ts';
import { sendContent } from './send-content.ts';
import { watchTakers } from './watch-takers.ts';
import type { PackedJob, PackedOrNot, WorkersOptions } from './workers-options.ts';

/** How long workers have to end what they are at, once a run was stopped. */
const ENDING_MS = 10_000;

export interface Following extends WorkersOptions {
  readonly ready: readonly PackedOrNot[];
}

/**
 * Sends the jobs of a run, tells what workers say of them, and gives one result for each instance, in their order. Nothing
 * is thrown: what cannot be found out any more is trouble of its instance.
 */
export async function followJobs(following: Following, options: RunOptions, services: RunServices): Promise<RunResult> {
  const { ready, desk } = following;
  const startedAt = services.now();
  const failFast = new AbortController();
  const stop = AbortSignal.any([options.signal, failFast.signal]);
  const tellStopping = (): void => services.emit({ type: 'run-stopping' });
  options.signal.addEventListener('abort', tellStopping, { once: true });
  const results = new Map<string, InstanceResult>();
  const over = Promise.withResolvers<void>();
  const settle = (name: string, found: InstanceResult): void => {
    if (results.has(name)) return;
    const result = inOwnWords(found, stop);
    results.set(name, result);
    services.emit({ type: 'instance-finished', instance: name, result });
    if (options.isFailFast && isBad(result) && !failFast.signal.aborted) failFast.abort(new FailFast(name));
    if (results.size === ready.length) over.resolve();
  };
  const giveUp = async (one: PackedOrNot, error: unknown): Promise<void> => {
    const { name } = one.bound.plan;
    if (results.has(name)) return;
    settle(name, await notRun(one.bound, { error, startedAt }, { ...options, signal: stop }, services));
  };
  for (const one of ready) if ('error' in one) await giveUp(one, one.error);
  const jobs = ready.flatMap((one): readonly PackedJob[] => ('job' in one ? [one] : []));
  const trouble = await exchange({ ...following, jobs, giveUp, settle, over: over.promise, stop }, services);
  const lost = trouble ?? new SalternError('WORKER_LOST', 'Nothing was heard of this instance to the end of the run');
  for (const one of ready) await giveUp(one, lost);
  options.signal.removeEventListener('abort', tellStopping);
  await desk.cancel(services.runId).catch(() => undefined);
  const ordered = ready.flatMap(({ bound }) => results.get(bound.plan.name) ?? []);
  return endRun(ordered, { startedAt, signal: options.signal }, services);
}

/** What was interrupted because this run was stopped says why it was. */
function inOwnWords(result: InstanceResult, stop: AbortSignal): InstanceResult {
  if (result.trouble?.code !== 'INTERRUPTED' || !stop.aborted) return result;
  return { ...result, outcome: stoppedOutcome(stop), trouble: toTrouble(stop.reason) };
}

interface Exchange extends Following {
  readonly jobs: readonly PackedJob[];
  readonly stop: AbortSignal;
  /** Resolves when there is a result for each instance. */
  readonly over: Promise<void>;
  giveUp(one: PackedOrNot, error: unknown): Promise<void>;
  settle(name: string, result: InstanceResult): void;
}

/** Gives what stood in the way of hearing the rest; undefined: nothing. */
async function exchange(one: Exchange, services: RunServices): Promise<unknown> {
  const { jobs, desk, stop, over } = one;
  if (jobs.length === 0) return undefined;
  const ended = new AbortController();
  const ending = endAfter(one, services, ended);
  try {
    stop.throwIfAborted();
    await sendContent(jobs, one, stop);
    stop.throwIfAborted();
    await desk.submit(jobs.map(({ job }) => job));
    const heard = hearNews(one, services);
    using _watch = watchTakers({ ...one, isOpen: heard.isUntaken }, services);
    void over.then(() => ended.abort());
    for await (const news of desk.follow(services.runId, { signal: ended.signal })) await heard.hear(news);
    await heard.settled();
    return undefined;
  } catch (error) {
    return stop.aborted ? stop.reason : error;
  } finally {
    ending();
  }
}

/**
 * A stopped run is cancelled; who still runs for it has some time to tell how that ended, where anybody does. Gives what
 * ends the watch.
 */
function endAfter({ desk, stop }: Exchange, { runId }: RunServices, ended: AbortController): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    timer = setTimeout(() => ended.abort(stop.reason), ENDING_MS);
    cancelAndFindLiving(desk, runId, { signal: ended.signal }).then(
      (living) => living.length === 0 && ended.abort(stop.reason),
      // Where that cannot be told, workers notice when they next ask.
      () => undefined,
    );
  };
  stop.addEventListener('abort', onStop, { once: true });
  return () => {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  };
}

import { hash } from 'node:crypto';
import type { Resources } from '../../src/contract/driver.ts';
import type { FarmBench, FarmDesk, FarmJob, FarmNews, FarmWorker, TakenJob } from '../../src/contract/farm.ts';
import type { InstanceResult } from '../../src/contract/result.ts';

/** The queue of jobs in this process: what the database does, without one. */
export interface MemoryFarm {
  readonly desk: FarmDesk;
  bench(worker: Pick<FarmWorker, 'name' | 'labels' | 'limits'> & { readonly saltern?: string }): FarmBench;
  readonly contents: Map<string, Uint8Array>;
  readonly jobs: readonly FarmJob[];
  /** All that was told, of all runs. */
  readonly news: readonly FarmNews[];
  /** As if the heart of this worker had stopped: its jobs are given to others. */
  lose(worker: string, reason?: string): void;
  /** As if a worker had said that. */
  say(news: FarmNews): void;
}

interface Queued {
  readonly job: FarmJob;
  attempt: number;
  /** Who is at it. */
  worker: string | undefined;
  /** Who gave it back: it is somebody else's turn, where there is somebody. */
  readonly refusedBy: Set<string>;
  isEnded: boolean;
  ended: AbortController;
}

/** A farm without workers. */
export function memoryFarm(): MemoryFarm {
  const contents = new Map<string, Uint8Array>();
  const queue: Queued[] = [];
  const news: FarmNews[] = [];
  let looks = 0;
  const workers = new Map<string, Omit<FarmWorker, 'jobs'>>();
  const bells = new Set<() => void>();
  const ring = (): void => [...bells].forEach((bell) => bell());
  const tell = (one: FarmNews): void => {
    // As it comes out of a database: nothing of it is shared.
    news.push(JSON.parse(JSON.stringify(one)));
    ring();
  };
  const lose = (one: Queued, reason: string): void => {
    const { job, attempt, worker = '' } = one;
    const isLast = attempt >= job.attempts;
    one.worker = undefined;
    one.isEnded = isLast;
    one.ended.abort(new Error(reason));
    tell({ job: job.id, attempt, worker, type: 'lost', reason, isLast });
  };
  return {
    contents,
    get jobs() {
      return queue.map(({ job }) => job);
    },
    news,
    lose(worker, reason = 'it was not heard of any more') {
      workers.delete(worker);
      for (const one of queue.filter((queued) => queued.worker === worker)) lose(one, reason);
    },
    say: tell,
    desk: {
      lacks: async (digests) => digests.filter((digest) => !contents.has(digest)),
      putContent: async (digest, bytes) => void contents.set(digest, bytes),
      getContent: async (digest) => contents.get(digest),
      async submit(jobs) {
        for (const job of jobs) {
          const spec: FarmJob = JSON.parse(JSON.stringify(job));
          queue.push({
            job: spec,
            attempt: 0,
            worker: undefined,
            refusedBy: new Set(),
            isEnded: false,
            ended: new AbortController(),
          });
        }
        ring();
      },
      async *follow(runId, { signal }) {
        const isOpen = (): boolean => queue.some(({ job, isEnded }) => job.runId === runId && !isEnded);
        const mine = (): readonly FarmNews[] => news.filter(({ job }) => job.startsWith(`${runId}/`));
        for (let at = 0; ;) {
          signal.throwIfAborted();
          const wasOpen = isOpen();
          const [next] = mine().slice(at);
          if (next !== undefined) {
            at += 1;
            yield next;
          } else if (wasOpen) await rung(bells, signal);
          else return;
        }
      },
      async cancel(runId) {
        for (const one of queue.filter(({ job, isEnded }) => job.runId === runId && !isEnded)) {
          if (one.worker === undefined) one.isEnded = true;
          else one.ended.abort(new Error('the run was cancelled'));
        }
        ring();
      },
      workers: async () =>
        [...workers.values()].map((worker) => ({
          ...worker,
          // Whoever is there is heard of whenever somebody asks.
          seenAt: new Date((looks += 1)).toISOString(),
          jobs: queue.filter((one) => one.worker === worker.name).map(({ job }) => job.id),
        })),
      [Symbol.asyncDispose]: async () => undefined,
    },
    bench({ name, labels, limits, saltern = 'any' }) {
      const at = new Date(0).toISOString();
      workers.set(name, { name, labels, limits, saltern, startedAt: at, seenAt: at });
      const suits = ({ job, worker, isEnded, refusedBy }: Queued, room: Resources): boolean =>
        worker === undefined &&
        !isEnded &&
        !(refusedBy.has(name) && workers.size > 1) &&
        job.labels.every((label) => labels.includes(label)) &&
        job.needs.memoryBytes <= room.memoryBytes &&
        job.needs.cores <= room.cores;
      const begin = (one: Queued): TakenJob => {
        one.attempt += 1;
        one.worker = name;
        one.ended = new AbortController();
        return take(one, { name, contents, tell, lose });
      };
      return {
        async take(room, { signal }) {
          while (!signal.aborted) {
            const found = queue.find((one) => suits(one, room));
            if (found !== undefined) {
              const taken = begin(found);
              tell({ job: found.job.id, attempt: taken.attempt, worker: name, type: 'taken' });
              return taken;
            }
            await rung(bells, signal).catch(() => undefined);
          }
          return undefined;
        },
        getContent: async (digest) => contents.get(digest),
        [Symbol.asyncDispose]: async () => void workers.delete(name),
      };
    },
  };
}

interface Taking {
  readonly name: string;
  readonly contents: Map<string, Uint8Array>;
  tell(news: FarmNews): void;
  lose(one: Queued, reason: string): void;
}

function take(one: Queued, { name, contents, tell, lose }: Taking): TakenJob {
  const { job, attempt } = one;
  const who = { job: job.id, attempt, worker: name };
  const isCurrent = (): boolean => one.attempt === attempt && one.worker === name && !one.isEnded;
  return {
    job,
    attempt,
    signal: one.ended.signal,
    tell: (event) => isCurrent() && tell({ ...who, type: 'events', events: [event] }),
    async putFile(file, bytes) {
      const digest = `sha256:${hash('sha256', bytes)}`;
      contents.set(digest, bytes);
      if (isCurrent()) tell({ ...who, type: 'file', name: file, content: { digest, bytes: bytes.length } });
    },
    async finish(result: InstanceResult, signature?: string) {
      const counts = isCurrent();
      if (counts) one.isEnded = true;
      if (!counts) tell({ ...who, type: 'late', result });
      else tell({ ...who, type: 'result', result, ...(signature === undefined ? {} : { signature }) });
      return counts;
    },
    async giveUp(reason) {
      one.refusedBy.add(name);
      if (isCurrent()) lose(one, reason);
    },
  };
}

/** Waits until something happens. Throws the signal's reason. */
async function rung(bells: Set<() => void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  bells.add(resolve);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await promise;
  } finally {
    bells.delete(resolve);
    signal.removeEventListener('abort', abort);
  }
}

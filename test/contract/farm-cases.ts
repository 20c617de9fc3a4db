import type { FarmBench, FarmDesk, FarmWorker } from '../../src/contract/farm.ts';
import { openBench, openDesk } from '../../src/farm/queue/index.ts';
import { startPostgres } from '../support/start-postgres.ts';

export type BenchWorker = Pick<FarmWorker, 'name' | 'saltern' | 'labels' | 'limits'>;

/** A queue that is empty, and its two sides. */
export interface FarmGround {
  /** Milliseconds of silence after which a worker has lost its job: short. */
  desk(): Promise<FarmDesk>;
  bench(worker?: Partial<BenchWorker>): Promise<FarmBench>;
}

/** A kind of queue as the contract suite runs it. */
export interface FarmCase {
  readonly name: string;
  readonly prepare: () => Promise<AsyncDisposable & { ground(): Promise<FarmGround> }>;
}

export const WORKER: BenchWorker = {
  name: 'host-1',
  saltern: '1.0.0',
  labels: ['docker'],
  limits: { memoryBytes: 4000, cores: 4 },
};

/** A new kind is one entry here. */
export const FARM_CASES: readonly FarmCase[] = [{ name: 'PostgreSQL', prepare: preparePostgres }];

async function preparePostgres() {
  const server = await startPostgres();
  let number = 0;
  return {
    async ground(): Promise<FarmGround> {
      const url = await server.url(`farm_${++number}`);
      return {
        desk: () => openDesk({ url, silentMs: 2000 }),
        bench: (worker = {}) => openBench({ url, worker: { ...WORKER, ...worker }, passedMs: 300 }),
      };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

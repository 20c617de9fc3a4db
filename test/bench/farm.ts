import { Client } from 'pg';
import { openDesk } from '../../src/farm/queue/index.ts';
import { farmJob } from '../support/farm-job.ts';
import { startFarmWorker } from '../support/farm-workers.ts';
import { startPostgres } from '../support/start-postgres.ts';

/** What a fleet of instances that take no time costs, all of it the queue's. */
export interface FarmMeasure {
  readonly jobs: number;
  readonly processes: number;
  /** From the first job that is sent to the last result that is heard of. */
  readonly seconds: number;
  /** Milliseconds of that for each job. */
  readonly perJobMs: number;
  /** Jobs that came to a result: as many as there are. */
  readonly results: number;
  /** Of the database, for each job. */
  readonly transactions: number;
  readonly bytes: number;
  /** Rows of our tables, for each job. */
  readonly rows: number;
  /** Connections of all processes at the end. */
  readonly connections: number;
}

/** Jobs over so many worker processes and a PostgreSQL of its own, which waits for its disk as in earnest. */
export async function measureFarm({ jobs: count = 1000, processes = 4 } = {}): Promise<FarmMeasure> {
  await using server = await startPostgres({ isDurable: true });
  const url = await server.url('farm');
  await using desk = await openDesk({ url });
  await using workers = new AsyncDisposableStack();
  const names = Array.from({ length: processes }, (_, index) => `worker-${index + 1}`);
  const starting = names.map((name) => startFarmWorker({ url, name, slots: 4 }));
  for (const worker of await Promise.all(starting)) workers.use(worker);
  const before = await readDatabase(url);
  const startedAt = performance.now();
  await desk.submit(Array.from({ length: count }, (_, index) => farmJob({ name: `instance-${index}` })));
  let results = 0;
  for await (const news of desk.follow('run', { signal: AbortSignal.timeout(600_000) })) {
    if (news.type === 'result') results += 1;
  }
  const ms = performance.now() - startedAt;
  const after = await readDatabase(url);
  const each = (of: keyof DatabaseSize): number => Math.round((after[of] - before[of]) / count);
  return {
    jobs: count,
    processes,
    seconds: ms / 1000,
    perJobMs: ms / count,
    results,
    transactions: each('transactions'),
    bytes: each('bytes'),
    rows: each('rows'),
    connections: after.connections,
  };
}

type DatabaseSize = Readonly<Record<'transactions' | 'bytes' | 'rows' | 'connections', number>>;

async function readDatabase(url: string): Promise<DatabaseSize> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Statistics come with a delay of their own.
    await client.query('SELECT pg_stat_force_next_flush()').catch(() => undefined);
    const tables = ['jobs', 'attempts', 'results', 'files', 'news', 'contents', 'uses'];
    const rows = tables.map((table) => `(SELECT count(*) FROM saltern_farm.${table})`).join(' + ');
    const { rows: found } = await client.query<DatabaseSize>(
      `SELECT xact_commit::float8 AS transactions, pg_database_size(current_database())::float8 AS bytes,
        (${rows})::float8 AS rows, numbackends::float8 - 1 AS connections
        FROM pg_stat_database WHERE datname = current_database()`,
    );
    const [size] = found;
    if (size === undefined) throw new Error('the database says nothing of itself');
    return size;
  } finally {
    await client.end();
  }
}

import { randomUUID } from 'node:crypto';
import { waitUntil } from '../../base/wait/wait-until.ts';
import type { FarmBench, FarmWorker } from '../../contract/farm.ts';
import { beatHearts } from './beat-hearts.ts';
import { makeBell } from './bell.ts';
import { FarmConnection } from './farm-connection.ts';
import { getContent } from './get-content.ts';
import type { FarmSchemas } from './migrations/schemas.ts';
import { checkForm, farmSchemas, isFarmSetUp } from './set-up-farm.ts';
import { takeJob, type TakenRow } from './take-job.ts';

export interface BenchOptions {
  readonly url: string;
  readonly worker: Pick<FarmWorker, 'name' | 'saltern' | 'labels' | 'limits'>;
  /** Schema of the tables. Default `saltern_farm`. */
  readonly schema?: string;
  /** Milliseconds for which the database may stay away. Default 5 minutes. */
  readonly patienceMs?: number;
  /** Milliseconds for which small jobs may get before one for which this worker has too little room now. Default 2 minutes. */
  readonly passedMs?: number;
  /**
   * Told once, one line, where a starter has still to make the tables: then the bench opens when it has. Default: that is
   * trouble.
   */
  readonly waiting?: { readonly signal: AbortSignal; tell(why: string): void };
}

/** Milliseconds after which it asks for a job though nobody rang: a notice may be lost with its connection. */
const LOOK_MS = 15_000;
/** The same for tables that are not there yet: nothing can ring before. */
const TABLES_MS = 2000;

/** The worker's side of the queue: needs no right but those of the role `saltern_worker`. Throws `FARM_UNREACHABLE`. */
export async function openBench(options: BenchOptions): Promise<FarmBench> {
  const { url, worker, schema, patienceMs = 300_000, passedMs = 120_000, waiting } = options;
  const schemas = farmSchemas(schema);
  const { farm } = schemas;
  const session = randomUUID();
  const jobs = makeBell();
  const hearts = makeBell();
  const onNotice = (said: string | undefined): void => {
    if (said !== 'cancelled') jobs.ring();
    if (said !== 'jobs') hearts.ring();
  };
  const connection = new FarmConnection({ url, channels: [`${farm}_jobs`], onNotice, patienceMs });
  const carrier = new FarmConnection({ url, patienceMs, statementMs: 600_000, isBrief: true });
  await connection.open();
  if (waiting !== undefined) await untilSetUp(connection, schemas, waiting);
  await connection.run((client) => checkForm(client, connection.place, schemas));
  const beating = await beatHearts({ connection, farm, session, worker, bell: hearts });
  const { memoryBytes, cores } = worker.limits;
  return {
    async take(room, { signal }) {
      const key = randomUUID();
      const values = [session, key, Math.min(room.memoryBytes, memoryBytes), Math.min(room.cores, cores), passedMs];
      while (!signal.aborted) {
        const sql = `SELECT * FROM ${farm}.take($1, $2, $3, $4, $5)`;
        const [row] = await connection.query<TakenRow>(sql, values);
        if (row !== undefined) return takeJob(row, { connection, carrier, farm, key, beating });
        await jobs.wait(LOOK_MS, signal);
      }
      return undefined;
    },
    getContent: (digest) => getContent(carrier, farm, digest),
    async [Symbol.asyncDispose]() {
      await beating[Symbol.asyncDispose]();
      await carrier[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

async function untilSetUp(
  connection: FarmConnection,
  schemas: FarmSchemas,
  { signal, tell }: NonNullable<BenchOptions['waiting']>,
): Promise<void> {
  let hasTold = false;
  const look = async (): Promise<true | undefined> => {
    if (await connection.run((client) => isFarmSetUp(client, connection.place, schemas))) return true;
    if (!hasTold) tell(`${connection.place} has no tables for jobs yet, and whoever starts one makes them`);
    hasTold = true;
    return undefined;
  };
  try {
    await waitUntil(look, { signal, intervalMs: TABLES_MS });
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
}

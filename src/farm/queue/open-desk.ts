import { createHash } from 'node:crypto';
import type { FarmDesk } from '../../contract/farm.ts';
import { makeBell, type Bell } from './bell.ts';
import { FarmConnection } from './farm-connection.ts';
import { followRun } from './follow-run.ts';
import { getContent } from './get-content.ts';
import { listWorkers } from './list-workers.ts';
import { farmSchemas, setUpFarm } from './set-up-farm.ts';
import { submitJobs } from './submit-jobs.ts';
import { watchHearts } from './watch-hearts.ts';

export interface DeskOptions {
  readonly url: string;
  /** Schema of the tables. Default `saltern_farm`. */
  readonly schema?: string;
  /** Milliseconds after which a worker that is not heard of has lost its job. Default 60 s. */
  readonly silentMs?: number;
  /** Milliseconds for which the database may stay away. Default 5 minutes. */
  readonly patienceMs?: number;
  /** Milliseconds for which runs that are over are kept there; what they found out is kept elsewhere. Default 14 days. */
  readonly keepMs?: number;
}

const KEEP_MS = 14 * 24 * 3_600_000;

/** What was removed, and how many. */
export interface FarmForgotten {
  readonly runs: number;
  readonly contents: number;
}

/** A desk with what only the queue in a database can do. */
export interface QueueDesk extends FarmDesk {
  /** Where it is, without a password. */
  readonly place: string;
  /** Removes runs that are over for so many milliseconds, with all that is theirs, and contents that no run needs. */
  forget(keepMs: number): Promise<FarmForgotten>;
}

/**
 * The starter's side of the queue, as the owner of its tables, which it makes; removes what is too old. Watches over the
 * hearts of workers as long as it is open. Throws `FARM_UNREACHABLE`.
 */
export async function openDesk(options: DeskOptions): Promise<QueueDesk> {
  const { url, schema, silentMs = 60_000, patienceMs = 300_000, keepMs = KEEP_MS } = options;
  const schemas = farmSchemas(schema);
  const { farm } = schemas;
  const bells = new Set<Bell>();
  const onNotice = (): void => bells.forEach((bell) => bell.ring());
  const connection = new FarmConnection({ url, channels: [`${farm}_news`], onNotice, patienceMs });
  // Bytes go another way, so that nobody waits for them who has a few words to say.
  const carrier = new FarmConnection({ url, patienceMs, statementMs: 600_000, isBrief: true });
  await connection.open();
  await connection.run((client) => setUpFarm(client, connection.place, schemas));
  const watch = watchHearts(connection, schemas, silentMs);
  const forget = async (forMs: number): Promise<FarmForgotten> => {
    const sql = `SELECT * FROM ${farm}.forget($1)`;
    const [gone] = await carrier.query<Record<keyof FarmForgotten, string>>(sql, [forMs]);
    return { runs: Number(gone?.runs ?? 0), contents: Number(gone?.contents ?? 0) };
  };
  // Nobody need wait for it, and the next desk does what this one could not.
  void forget(keepMs).catch(() => undefined);
  return {
    place: connection.place,
    async lacks(digests) {
      const rows = await connection.query<{ digest: string }>(
        `UPDATE ${farm}.contents SET used_at = now() WHERE digest = ANY ($1) RETURNING digest`,
        [[...digests]],
      );
      const found = new Set(rows.map(({ digest }) => digest));
      return [...new Set(digests)].filter((digest) => !found.has(digest));
    },
    async putContent(digest, bytes) {
      const is = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      if (is !== digest) throw new Error(`what is called '${digest}' is '${is}'`);
      const sql = `INSERT INTO ${farm}.contents VALUES ($1, $2) ON CONFLICT (digest) DO UPDATE SET used_at = now()`;
      await carrier.query(sql, [digest, Buffer.from(bytes)]);
    },
    getContent: (digest) => getContent(carrier, farm, digest),
    submit: async (jobs) => await connection.transact((client) => submitJobs(client, schemas, { jobs, silentMs })),
    async *follow(runId, { signal }) {
      const bell = makeBell();
      bells.add(bell);
      try {
        yield* followRun({ connection, farm, runId, bell, signal });
      } finally {
        bells.delete(bell);
      }
    },
    cancel: async (runId) => void (await connection.query(`SELECT ${farm}.cancel($1)`, [runId])),
    workers: () => listWorkers(connection, farm),
    forget,
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]();
      await carrier[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

import type { Client } from 'pg';
import type { FarmJob } from '../../contract/farm.ts';
import { describeJob, type QueuedJob } from './describe-job.ts';
import type { FarmSchemas } from './migrations/schemas.ts';
import { LOST_QUEUE, withBoss } from './with-boss.ts';

/** The longest that pg-boss lets a job take, seconds; how long it may really take is looked after here. */
const MOST_SECONDS = 86_399;

/** How many jobs are sent with one statement. */
const SOME = 500;

export interface SubmitOptions {
  readonly jobs: readonly FarmJob[];
  /** Milliseconds after which a worker that is not heard of has lost its job. */
  readonly silentMs: number;
}

type Queued = QueuedJob & { readonly job: FarmJob };

/** Queues jobs, within the transaction that the connection is in; those that are there already stay as they are. */
export async function submitJobs(client: Client, schemas: FarmSchemas, { jobs, silentMs }: SubmitOptions) {
  const queued = jobs.map((job) => ({ job, ...describeJob(job) }));
  await putRuns(client, schemas, jobs);
  await withBoss(client, { schema: schemas.boss, isToSetUp: false }, async (boss) => {
    for (const [queue, members] of Map.groupBy(queued, (one) => one.queue)) {
      await putQueue(client, schemas, members);
      await boss.createQueue(queue, { deadLetter: LOST_QUEUE });
      for (const some of slices(members)) {
        await putJobs(client, schemas, { some, silentMs });
        await boss.insert(queue, some.map(toBossJob), {
          db: { executeSql: async (text, values) => await client.query(text, values) },
        });
      }
    }
  });
  await client.query(`SELECT pg_notify('${schemas.farm}_jobs', 'jobs')`);
}

function toBossJob({ job, boss, priority }: Queued) {
  return {
    id: boss,
    data: { job: job.id },
    priority,
    // So that a worker which gave a job up can leave it alone.
    group: { id: boss },
    retryLimit: job.attempts - 1,
    expireInSeconds: MOST_SECONDS,
  };
}

async function putRuns(client: Client, { farm }: FarmSchemas, jobs: readonly FarmJob[]): Promise<void> {
  for (const [runId, members] of Map.groupBy(jobs, (job) => job.runId)) {
    const sql = `INSERT INTO ${farm}.runs (run_id, project) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
    await client.query(sql, [runId, members[0]?.project.id ?? '']);
    const digests = new Set(members.flatMap(({ contents }) => Object.values(contents).map(({ digest }) => digest)));
    await client.query(
      `INSERT INTO ${farm}.uses SELECT $1, digest FROM unnest($2::text[]) AS d (digest) ON CONFLICT DO NOTHING`,
      [runId, [...digests]],
    );
  }
}

async function putQueue(client: Client, { farm }: FarmSchemas, [first]: readonly Queued[]): Promise<void> {
  if (first === undefined) return;
  const { saltern, labels, needs } = first.job;
  await client.query(`INSERT INTO ${farm}.queues VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, [
    first.queue,
    saltern,
    labels,
    needs.memoryBytes,
    needs.cores,
  ]);
}

async function putJobs(
  client: Client,
  { farm }: FarmSchemas,
  { some, silentMs }: { readonly some: readonly Queued[]; readonly silentMs: number },
): Promise<void> {
  const column = <T>(of: (one: Queued) => T): readonly T[] => some.map(of);
  await client.query(
    `INSERT INTO ${farm}.jobs (id, boss, run_id, queue, spec, priority, limit_ms, silent_ms, attempts)
      SELECT id, boss, run_id, queue, spec, priority, limit_ms, $9, attempts
      FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::float8[], $8::integer[])
        AS j (id, boss, run_id, queue, spec, priority, limit_ms, attempts)
      ON CONFLICT DO NOTHING`,
    [
      column(({ job }) => job.id),
      column(({ boss }) => boss),
      column(({ job }) => job.runId),
      column(({ queue }) => queue),
      column(({ job }) => JSON.stringify(job)),
      column(({ priority }) => priority),
      column(({ job }) => job.limitMs),
      column(({ job }) => job.attempts),
      silentMs,
    ],
  );
}

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += SOME) yield all.slice(from, from + SOME);
}

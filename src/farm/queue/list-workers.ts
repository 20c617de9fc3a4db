import type { FarmWorker } from '../../contract/farm.ts';
import type { FarmConnection } from './farm-connection.ts';

interface WorkerRow {
  readonly name: string;
  readonly saltern: string;
  readonly labels: readonly string[];
  readonly memory: number;
  readonly cores: number;
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly jobs: readonly string[];
}

/** Workers that have not said good-bye, by their names; also those that are not heard of any more. */
export async function listWorkers(connection: FarmConnection, farm: string): Promise<readonly FarmWorker[]> {
  const rows = await connection.query<WorkerRow>(
    `SELECT w.*, ARRAY(SELECT t.job FROM ${farm}.attempts t WHERE t.session = w.session AND t.ended_at IS NULL
        ORDER BY t.taken_at)::text[] AS jobs
      FROM ${farm}.workers w ORDER BY w.name, w.started_at`,
  );
  return rows.map(({ name, saltern, labels, memory, cores, started_at, seen_at, jobs }) => ({
    name,
    saltern,
    labels,
    limits: { memoryBytes: memory, cores },
    startedAt: started_at.toISOString(),
    seenAt: seen_at.toISOString(),
    jobs,
  }));
}

import type { History } from '../../../contract/history.ts';
import { toKey } from './encode-row.ts';
import type { SqlDatabase, SqlStatement } from './sql-database.ts';

/** Ids in one statement: databases take so many and no more. */
const AT_ONCE = 500;

/** Forgets what began before, but for what must stay; a night's runs stay as long as it does. Gives how many runs went. */
export async function forgetOlder(
  database: SqlDatabase,
  project: string,
  { before, keep }: Parameters<History['forget']>[0],
): Promise<number> {
  const keptNights = new Set(keep.nights.map(toKey));
  const keptRuns = new Set(keep.runs.map(toKey));
  const nights = await findOlder(database, 'SELECT night FROM saltern_nights', { project, before });
  const runs = await findOlder(database, 'SELECT run_id, night FROM saltern_runs', { project, before });
  const oldNights = nights.map(({ night }) => String(night)).filter((night) => !keptNights.has(night));
  const oldRuns = runs
    .filter(({ run_id: id, night }) => !keptRuns.has(String(id)) && !(night !== null && keptNights.has(String(night))))
    .map(({ run_id: id }) => String(id));
  const statements = [
    ...remove('saltern_stories', 'run_id', { project, ids: oldRuns }),
    ...remove('saltern_results', 'run_id', { project, ids: oldRuns }),
    ...remove('saltern_nights', 'night', { project, ids: oldNights }),
  ];
  const removed = remove('saltern_runs', 'run_id', { project, ids: oldRuns });
  if (statements.length + removed.length === 0) return 0;
  const changed = await database.write([...statements, ...removed]);
  return changed.slice(statements.length).reduce((sum, rows) => sum + rows, 0);
}

function findOlder(
  database: SqlDatabase,
  select: string,
  { project, before }: { readonly project: string; readonly before: string },
) {
  return database.query({ sql: `${select} WHERE project = ? AND started_at < ?`, values: [project, before] });
}

function remove(
  table: string,
  column: string,
  { project, ids }: { readonly project: string; readonly ids: readonly string[] },
): readonly SqlStatement[] {
  const chunks = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) =>
    ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  return chunks.map((chunk) => ({
    sql: `DELETE FROM ${table} WHERE project = ? AND ${column} IN (${chunk.map(() => '?').join(', ')})`,
    values: [project, ...chunk],
  }));
}

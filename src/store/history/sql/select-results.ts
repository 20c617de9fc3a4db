import type { ResultQuery } from '../../../contract/history.ts';
import { toKey } from './encode-row.ts';
import type { SqlStatement } from './sql-database.ts';

/** The statement that finds results, newest first: a run's in its own order, a later attempt before an earlier one. Pure. */
export function selectResults(
  project: string,
  { formula, instance, runId, nights, verbs, outcomes, since, limit }: ResultQuery,
): SqlStatement {
  const conditions = [
    one('project', project),
    ...(formula === undefined ? [] : [one('formula', formula)]),
    ...(instance === undefined ? [] : [one('instance', instance)]),
    ...(runId === undefined ? [] : [one('run_id', runId)]),
    ...(nights === undefined ? [] : [anyOf('night', nights)]),
    ...(verbs === undefined ? [] : [anyOf('verb', verbs)]),
    ...(outcomes === undefined ? [] : [anyOf('outcome', outcomes)]),
    ...(since === undefined ? [] : [{ sql: 'started_at >= ?', values: [toKey(since)] }]),
  ];
  return {
    sql: `SELECT row FROM saltern_results WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
      ORDER BY started_at DESC, run_id DESC, position${limitTo(limit)}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

/** ` LIMIT 10`; empty for all. */
export function limitTo(limit: number | undefined): string {
  if (limit === undefined || limit === Infinity) return '';
  return ` LIMIT ${Math.max(0, Math.floor(limit))}`;
}

function one(column: string, name: string) {
  return { sql: `${column} = ?`, values: [toKey(name)] };
}

/** None of none: an empty list is no list of all. */
function anyOf(column: string, names: readonly string[]) {
  if (names.length === 0) return { sql: '1 = 0', values: [] };
  return { sql: `${column} IN (${names.map(() => '?').join(', ')})`, values: names.map(toKey) };
}

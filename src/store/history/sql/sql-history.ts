import type { AuditEntry } from '../../../contract/decision.ts';
import type { History, InstanceStory, ResultRow, RunRow } from '../../../contract/history.ts';
import type { NightRecord, NightSummary } from '../../../contract/night.ts';
import { toKey, unpack } from './encode-row.ts';
import { forgetOlder } from './forget-older.ts';
import { damaged } from './history-trouble.ts';
import { putDecision, putNight, putRun } from './put-rows.ts';
import { limitTo, selectResults } from './select-results.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

/** A project's history in a database that has its tables. Disposing it closes the database. */
export function sqlHistory(database: SqlDatabase, project: string): History {
  const { name, place } = database;
  const read = async <T>(sql: string, values: readonly (string | number)[], decode: (row: SqlRow) => T) => {
    const rows = await database.query({ sql, values: [project, ...values] });
    return rows.map((row) => decodeRow(place, row, decode));
  };
  const stories = (where: string, values: readonly string[]): Promise<readonly InstanceStory[]> =>
    read(
      `SELECT story FROM saltern_stories s JOIN saltern_results r USING (project, run_id, instance)
       WHERE project = ? AND run_id = ? ${where} ORDER BY r.position`,
      values,
      ({ story }) => unpack(story) as InstanceStory,
    );
  return {
    name,
    place,
    putRun: async (story) => void (await database.write(putRun(project, story))),
    putNight: async (night) => void (await database.write(putNight(project, night))),
    putDecision: async (entry) => void (await database.write([putDecision(project, entry)])),
    nights: ({ limit } = {}) =>
      read(
        `SELECT row FROM saltern_nights WHERE project = ? ORDER BY night DESC${limitTo(limit)}`,
        [],
        (row) => fromText(row) as NightSummary,
      ),
    async night(id) {
      const sql = 'SELECT record FROM saltern_nights WHERE project = ? AND night = ?';
      return (await read(sql, [toKey(id)], ({ record }) => unpack(record) as NightRecord))[0];
    },
    runs: ({ limit, night } = {}) =>
      read(
        `SELECT row FROM saltern_runs WHERE project = ?${night === undefined ? '' : ' AND night = ?'}
         ORDER BY started_at DESC, run_id DESC${limitTo(limit)}`,
        night === undefined ? [] : [toKey(night)],
        (row) => fromText(row) as RunRow,
      ),
    async run(runId) {
      const sql = 'SELECT row FROM saltern_runs WHERE project = ? AND run_id = ?';
      const [row] = await read(sql, [toKey(runId)], (found) => fromText(found) as RunRow);
      return row && { ...row, instances: await stories('', [toKey(runId)]) };
    },
    async results(query = {}) {
      const rows = await database.query(selectResults(project, query));
      return rows.map((row) => decodeRow(place, row, (found) => fromText(found) as ResultRow));
    },
    result: async (runId, instance) => (await stories('AND instance = ?', [toKey(runId), toKey(instance)]))[0],
    decisions: ({ limit } = {}) =>
      read(
        `SELECT row FROM saltern_decisions WHERE project = ? ORDER BY at DESC, id DESC${limitTo(limit)}`,
        [],
        (row) => fromText(row) as AuditEntry,
      ),
    forget: (options) => forgetOlder(database, project, options),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

function fromText({ row }: SqlRow): unknown {
  if (typeof row !== 'string') throw new Error('a row is no text');
  return JSON.parse(row);
}

/** What this saltern wrote and can no longer be read back is damage. */
function decodeRow<T>(place: string, row: SqlRow, decode: (row: SqlRow) => T): T {
  try {
    return decode(row);
  } catch (cause) {
    throw damaged(place, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

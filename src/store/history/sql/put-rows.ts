import type { AuditEntry } from '../../../contract/decision.ts';
import type { InstanceStory, ResultRow, RunStory } from '../../../contract/history.ts';
import type { NightRecord, NightSummary } from '../../../contract/night.ts';
import { pack, toKey, toRowText } from './encode-row.ts';
import type { SqlStatement, SqlValue } from './sql-database.ts';

/**
 * Statements that keep a run. That of the run itself comes first: whoever keeps the same one at the same time waits there.
 * Pure.
 */
export function putRun(project: string, { instances, ...row }: RunStory): readonly SqlStatement[] {
  const key = { project, run_id: toKey(row.runId) };
  const night = row.night === undefined ? null : toKey(row.night);
  const own = { night, verb: toKey(row.verb), started_at: toKey(row.startedAt), row: toRowText(row) };
  return [
    upsert('saltern_runs', key, own),
    { sql: 'DELETE FROM saltern_results WHERE project = ? AND run_id = ?', values: Object.values(key) },
    { sql: 'DELETE FROM saltern_stories WHERE project = ? AND run_id = ?', values: Object.values(key) },
    ...instances.flatMap((story, position) => putStory(key, { position, verb: toKey(row.verb) }, story)),
  ];
}

function putStory(
  key: Readonly<Record<'project' | 'run_id', string>>,
  more: { readonly position: number; readonly verb: string },
  story: InstanceStory,
): readonly SqlStatement[] {
  const row = toResultRow(story);
  const own = { ...key, instance: toKey(row.name) };
  return [
    upsert('saltern_results', own, {
      ...more,
      formula: toKey(row.formula),
      platform: toKey(row.platform),
      night: row.night === undefined ? null : toKey(row.night),
      outcome: row.outcome,
      started_at: toKey(row.startedAt),
      duration_ms: row.durationMs,
      evidence: story.evidence === undefined ? null : toKey(story.evidence),
      row: toRowText(row),
    }),
    upsert('saltern_stories', own, { story: pack(story) }),
  ];
}

/** Without what is only on the instance's own page. */
function toResultRow({
  phases: _phases,
  states: _states,
  checks: _checks,
  evidence: _evidence,
  why: _why,
  files: _files,
  ...row
}: InstanceStory): ResultRow {
  return row;
}

/** Statements that keep a night. Pure. */
export function putNight(project: string, night: NightRecord): readonly SqlStatement[] {
  const key = { project, night: toKey(night.night) };
  const row = toRowText(toSummary(night));
  return [upsert('saltern_nights', key, { started_at: toKey(night.startedAt), row, record: pack(night) })];
}

function toSummary({
  runs: _runs,
  instances: _instances,
  judged: _judged,
  changes: _changes,
  told: _told,
  ...summary
}: NightRecord): NightSummary {
  return summary;
}

/** The statement that keeps a decision. Pure. */
export function putDecision(project: string, entry: AuditEntry): SqlStatement {
  const { at, by, action, result, channel, to } = entry;
  // The same decision on the same snapshot is not made twice within a millisecond.
  const id = toKey(toRowText([at, by, action, result, channel, to.id]));
  return upsert('saltern_decisions', { project, id }, { at: toKey(at), row: toRowText(entry) });
}

type Columns = Readonly<Record<string, SqlValue>>;

/** Names of tables and columns are this file's own, never data. */
function upsert(table: string, key: Columns, others: Columns): SqlStatement {
  const all = { ...key, ...others };
  const names = Object.keys(all);
  const set = Object.keys(others).map((name) => `${name} = excluded.${name}`);
  return {
    sql: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
      ON CONFLICT (${Object.keys(key).join(', ')}) DO UPDATE SET ${set.join(', ')}`,
    values: Object.values(all),
  };
}

import type { SqlTypes } from '../sql/sql-database.ts';

/**
 * The first form. `row` is JSON, which escapes what a column of text cannot hold; the columns beside it are what is
 * searched for. What is large stands apart, packed, so that listings do not read over it.
 */
export function tables({ key, bytes, number }: SqlTypes): readonly string[] {
  return [
    `CREATE TABLE saltern_runs (
      project ${key} NOT NULL, run_id ${key} NOT NULL, night ${key}, verb ${key} NOT NULL, started_at ${key} NOT NULL,
      row TEXT NOT NULL,
      PRIMARY KEY (project, run_id))`,
    `CREATE TABLE saltern_results (
      project ${key} NOT NULL, run_id ${key} NOT NULL, instance ${key} NOT NULL, position ${number} NOT NULL,
      formula ${key} NOT NULL, platform ${key} NOT NULL, night ${key}, verb ${key} NOT NULL, outcome ${key} NOT NULL,
      started_at ${key} NOT NULL, duration_ms ${number} NOT NULL, evidence ${key}, row TEXT NOT NULL,
      PRIMARY KEY (project, run_id, instance))`,
    `CREATE TABLE saltern_stories (
      project ${key} NOT NULL, run_id ${key} NOT NULL, instance ${key} NOT NULL, story ${bytes} NOT NULL,
      PRIMARY KEY (project, run_id, instance))`,
    `CREATE TABLE saltern_nights (
      project ${key} NOT NULL, night ${key} NOT NULL, started_at ${key} NOT NULL, row TEXT NOT NULL,
      record ${bytes} NOT NULL,
      PRIMARY KEY (project, night))`,
    `CREATE TABLE saltern_decisions (
      project ${key} NOT NULL, id ${key} NOT NULL, at ${key} NOT NULL, row TEXT NOT NULL,
      PRIMARY KEY (project, id))`,
  ];
}

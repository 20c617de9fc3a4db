import type { SqlTypes } from '../sql/sql-database.ts';
import { tables } from './001-tables.ts';
import { indexes } from './002-indexes.ts';

/** Statements that lead from one form to the next. */
export type Migration = (types: SqlTypes) => readonly string[];

/**
 * Every change of form in its order, from nothing: the form's number is how many were made. One that was released is never
 * changed again; a new one is a file here and a line below.
 */
export const MIGRATIONS: readonly Migration[] = [tables, indexes];

/** The statements from a form to the newest one. */
export function listMigrations(from: number, types: SqlTypes): readonly string[] {
  return MIGRATIONS.slice(from).flatMap((migration) => migration(types));
}

import type { DatabaseSync } from 'node:sqlite';
import { listMigrations, MIGRATIONS } from '../migrations/index.ts';
import { isNewer, unreachable } from '../sql/history-trouble.ts';
import type { SqlTypes } from '../sql/sql-database.ts';

const TYPES: SqlTypes = { key: 'TEXT', bytes: 'BLOB', number: 'REAL' };

/** In the file's header, so that another program's database is not taken for ours: "salt". */
const APPLICATION = 0x73_61_6c_74;

/** The form of a file's tables, 0 where there are none. Throws `HISTORY_UNREACHABLE` for one that is not ours, or too new. */
export function readForm(database: DatabaseSync, file: string): number {
  const form = readNumber(database, 'user_version');
  const application = readNumber(database, 'application_id');
  if (application !== APPLICATION && (form !== 0 || hasTables(database))) {
    throw unreachable(file, 'it is the database of another program');
  }
  if (form > MIGRATIONS.length) throw isNewer(file, form);
  return form;
}

/** Brings the tables into the newest form, all or nothing. */
export function migrate(database: DatabaseSync, file: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have done it meanwhile.
    for (const sql of listMigrations(readForm(database, file), TYPES)) database.exec(sql);
    database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() !== undefined;
}

function readNumber(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0);
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { whySystem } from '../../../base/error/system-error.ts';
import type { History, HistoryOptions } from '../../../contract/history.ts';
import { listMigrations, MIGRATIONS } from '../migrations/index.ts';
import { isNewer, unreachable } from '../sql/history-trouble.ts';
import { sqlHistory } from '../sql/sql-history.ts';
import type { SqlTypes } from '../sql/sql-database.ts';
import { sqliteDatabase } from './sqlite-database.ts';
import { toSqliteTrouble } from './sqlite-trouble.ts';

const TYPES: SqlTypes = { key: 'TEXT', bytes: 'BLOB', number: 'REAL' };

/** In the file's header, so that another program's database is not taken for ours: "salt". */
const APPLICATION = 0x73_61_6c_74;

type SqliteOptions = HistoryOptions<{ readonly kind: 'sqlite'; readonly file: string }>;

/** The history in an SQLite file; makes it, or brings it into the newest form. Throws `HISTORY_UNREACHABLE`, `HISTORY_DAMAGED`. */
export async function openSqlite({ place: { file }, project, waitMs = 5000 }: SqliteOptions): Promise<History> {
  await makeFolder(file);
  try {
    const database = new DatabaseSync(file, { timeout: waitMs });
    try {
      setUp(database, file);
    } catch (error) {
      database.close();
      throw error;
    }
    return sqlHistory(sqliteDatabase(database, { file, waitMs }), project);
  } catch (error) {
    throw toSqliteTrouble(error, { file, waitMs });
  }
}

async function makeFolder(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (error) {
    throw unreachable(file, whySystem(error), error);
  }
}

/** One that has the newest form is only looked at: readers and writers of the moment are not disturbed. */
function setUp(database: DatabaseSync, file: string): void {
  if (readForm(database, file) < MIGRATIONS.length) {
    // Where the file system allows it; elsewhere it stays as it is.
    database.exec('PRAGMA journal_mode = WAL');
    migrate(database, file);
  }
  // A copy of what is on disk already: after a loss of power it is whole, and may lack the last run.
  database.exec('PRAGMA synchronous = NORMAL');
}

function migrate(database: DatabaseSync, file: string): void {
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

function readForm(database: DatabaseSync, file: string): number {
  const form = readNumber(database, 'user_version');
  const application = readNumber(database, 'application_id');
  if (application !== APPLICATION && (form !== 0 || hasTables(database))) {
    throw unreachable(file, 'it is the database of another program');
  }
  if (form > MIGRATIONS.length) throw isNewer(file, form);
  return form;
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() !== undefined;
}

function readNumber(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] ?? 0);
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { whySystem } from '../../../base/error/system-error.ts';
import type { History, HistoryOptions } from '../../../contract/history.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { unreachable } from '../sql/history-trouble.ts';
import { sqlHistory } from '../sql/sql-history.ts';
import { migrate, readForm } from './sqlite-form.ts';
import { sqliteDatabase } from './sqlite-database.ts';
import { isReadOnly, toSqliteTrouble } from './sqlite-trouble.ts';

type SqliteOptions = HistoryOptions<{ readonly kind: 'sqlite'; readonly file: string }>;

/**
 * The history in an SQLite file; makes it, or brings it into the newest form. Where it may only be read, it is opened for
 * that, and whoever writes is refused. Throws `HISTORY_UNREACHABLE`, `HISTORY_DAMAGED`.
 */
export async function openSqlite({ place: { file }, project, waitMs = 5000 }: SqliteOptions): Promise<History> {
  await makeFolder(file);
  try {
    return sqlHistory(sqliteDatabase(open(file, waitMs), { file, waitMs }), project);
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

function open(file: string, timeout: number): DatabaseSync {
  try {
    return setUp(new DatabaseSync(file, { timeout }), (database) => prepare(database, file));
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    // Without the right to make its journal beside it, SQLite reads only what it is promised that nobody writes to.
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    return setUp(new DatabaseSync(url, { readOnly: true }), (database) => void readForm(database, file));
  }
}

function setUp(database: DatabaseSync, work: (database: DatabaseSync) => void): DatabaseSync {
  try {
    work(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** One that has the newest form is only looked at: readers and writers of the moment are not disturbed. */
function prepare(database: DatabaseSync, file: string): void {
  if (readForm(database, file) < MIGRATIONS.length) {
    // Where the file system allows it; elsewhere it stays as it is.
    database.exec('PRAGMA journal_mode = WAL');
    migrate(database, file);
  }
  // A copy of what is on disk already: after a loss of power it is whole, and may lack the last run.
  database.exec('PRAGMA synchronous = NORMAL');
}

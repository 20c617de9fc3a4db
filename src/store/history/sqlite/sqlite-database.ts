import type { DatabaseSync } from 'node:sqlite';
import type { SqlDatabase } from '../sql/sql-database.ts';
import { toSqliteTrouble, type SqliteFile } from './sqlite-trouble.ts';

/** An open SQLite file. Each call is done when it returns: it waits for other processes, and for nobody in this one. */
export function sqliteDatabase(database: DatabaseSync, options: SqliteFile): SqlDatabase {
  const attempt = <T>(work: () => T): Promise<T> => {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(toSqliteTrouble(error, options));
    }
  };
  return {
    name: 'sqlite',
    place: options.file,
    query: ({ sql, values = [] }) => attempt(() => database.prepare(sql).all(...values)),
    write: (statements) =>
      attempt(() =>
        // From the start as a writer: one that only becomes one may find that another was quicker.
        inTransaction(database, () =>
          statements.map(({ sql, values = [] }) => Number(database.prepare(sql).run(...values).changes)),
        ),
      ),
    [Symbol.asyncDispose]: () => attempt(() => database.close()),
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const done = work();
    database.exec('COMMIT');
    return done;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

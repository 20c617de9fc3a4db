import type { Client } from 'pg';
import type { SqlDatabase, SqlStatement } from '../sql/sql-database.ts';
import { toPostgresTrouble } from './postgres-trouble.ts';

/** A connection to PostgreSQL, which does one thing after the other: nothing of others gets into a transaction. */
export function postgresDatabase(client: Client, place: string): SqlDatabase {
  let last: Promise<unknown> = Promise.resolve();
  const attempt = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work).catch((error: unknown) => {
      throw toPostgresTrouble(error, place);
    });
    last = done.catch(() => undefined);
    return done;
  };
  const run = ({ sql, values = [] }: SqlStatement) => client.query<Record<string, unknown>>(numbered(sql), [...values]);
  return {
    name: 'postgres',
    place,
    query: (statement) => attempt(async () => (await run(statement)).rows),
    write: (statements) =>
      attempt(() =>
        inTransaction(client, async () => {
          const changed: number[] = [];
          for (const statement of statements) changed.push((await run(statement)).rowCount ?? 0);
          return changed;
        }),
      ),
    [Symbol.asyncDispose]: () => attempt(() => client.end()),
  };
}

/** `$1`, `$2`, … where the shared SQL says `?`: it has none within texts. */
function numbered(sql: string): string {
  let at = 0;
  return sql.replaceAll('?', () => `$${++at}`);
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const done = await work();
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

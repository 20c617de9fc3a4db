import type { PgBoss } from 'pg-boss';
import type { BossStatements } from './migrations/schemas.ts';

const NONE = '00000000-0000-4000-8000-000000000000';

/**
 * What pg-boss says to the database when it fetches and settles jobs, heard by a database that does nothing. `queue` is one
 * that there is, and stands for all.
 */
export async function recordStatements(boss: PgBoss, queue: string): Promise<BossStatements> {
  const attempt = { id: NONE, retryCount: 0 };
  return {
    fetch: (await hear((db) => boss.fetch(queue, { db, ignoreGroups: [NONE] }))).replaceAll(`'${queue}'`, '$2'),
    complete: await hear((db) => boss.complete(queue, attempt, undefined, { db })),
    fail: await hear((db) => boss.fail(queue, attempt, undefined, { db })),
    cancel: await hear((db) => boss.cancel(queue, NONE, { db })),
  };
}

type Listener = { executeSql(text: string): Promise<{ rows: object[] }> };

async function hear(say: (db: Listener) => Promise<unknown>): Promise<string> {
  const heard: string[] = [];
  await say({
    executeSql(text) {
      heard.push(text);
      return Promise.resolve({ rows: [{ count: '0', ids: [] }] });
    },
  });
  const [statement, ...more] = heard;
  if (statement === undefined || more.length > 0) throw new Error(`pg-boss said ${heard.length} statements, not one`);
  return statement.trim();
}

import type { Client } from 'pg';
import type { PgBoss } from 'pg-boss';

/** The queue of jobs that were lost for good: pg-boss' dead letters. */
export const LOST_QUEUE = 'lost';

/** Does `work` with pg-boss on this connection, in its transaction where it is in one. `isToSetUp`: makes its tables. */
export async function withBoss<T>(
  client: Client,
  { schema, isToSetUp }: { readonly schema: string; readonly isToSetUp: boolean },
  work: (boss: PgBoss) => Promise<T>,
): Promise<T> {
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => await client.query(text, values) },
    schema,
    migrate: isToSetUp,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  // What goes wrong is thrown by the call that it went wrong in.
  boss.on('error', () => undefined);
  await boss.start();
  try {
    return await work(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

import { makeBell } from './bell.ts';
import type { FarmConnection } from './farm-connection.ts';
import type { FarmSchemas } from './migrations/schemas.ts';

/**
 * Ends attempts whose workers are not heard of for too long, until disposed. Only while the database was there for as long:
 * after it was away, workers get the time to be heard of.
 */
export function watchHearts(connection: FarmConnection, { farm }: FarmSchemas, silentMs: number): Disposable {
  const ended = new AbortController();
  const bell = makeBell();
  void (async () => {
    while (!ended.signal.aborted) {
      await bell.wait(silentMs / 4, ended.signal);
      if (ended.signal.aborted || connection.standingMs() < silentMs) continue;
      // Whoever follows a run hears of the same trouble.
      await connection.query(`SELECT ${farm}.reap()`).catch(() => undefined);
    }
  })();
  return {
    [Symbol.dispose]: () => ended.abort(),
  };
}

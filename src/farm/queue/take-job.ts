import { randomUUID } from 'node:crypto';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { FarmJob, TakenJob } from '../../contract/farm.ts';
import type { Beating } from './beat-hearts.ts';
import type { FarmConnection } from './farm-connection.ts';
import { sendEvents } from './send-events.ts';

/** What the database gives of a job that was taken. */
export interface TakenRow {
  readonly spec: string;
  readonly attempt: number;
  readonly silent_ms: number;
}

export interface TakenOptions {
  readonly connection: FarmConnection;
  /** The connection for bytes. */
  readonly carrier: FarmConnection;
  readonly farm: string;
  /** Who has it may speak for the attempt. */
  readonly key: string;
  readonly beating: Beating;
}

/** A job that was taken, whose heart beats from now on. */
export function takeJob({ spec, attempt, silent_ms: silentMs }: TakenRow, options: TakenOptions): TakenJob {
  const { connection, carrier, farm, key, beating } = options;
  const job: FarmJob = JSON.parse(spec);
  const ended = new AbortController();
  const events = sendEvents({ connection, farm, key });
  beating.add({ key, silentMs, stop: (why) => ended.abort(why) });
  const end = async <T>(work: () => Promise<T>): Promise<T> => {
    await events.drain();
    const done = await work();
    beating.remove(key);
    return done;
  };
  return {
    job,
    attempt,
    signal: ended.signal,
    tell: (event) => events.add(event),
    putFile: async (name, bytes) =>
      void (await carrier.query(`SELECT ${farm}.put_file($1, $2, $3, $4)`, [
        key,
        randomUUID(),
        name,
        Buffer.from(bytes),
      ])),
    finish: (result, signature) =>
      end(async () => {
        const values = [key, randomUUID(), canonicalText(JSON.parse(JSON.stringify(result))), signature ?? null];
        const sql = `SELECT ${farm}.finish($1, $2, $3, $4) AS counts`;
        const [row] = await connection.query<{ counts: boolean }>(sql, values);
        return row?.counts === true;
      }),
    giveUp: (reason) => end(async () => void (await connection.query(`SELECT ${farm}.give_up($1, $2)`, [key, reason]))),
  };
}

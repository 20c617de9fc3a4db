import type { FarmNews } from '../../contract/farm.ts';
import { makeBell, type Bell } from './bell.ts';
import { decodeNews, type NewsRow } from './decode-news.ts';
import type { FarmConnection } from './farm-connection.ts';

export interface FollowOptions {
  readonly connection: FarmConnection;
  /** Name of the schema. */
  readonly farm: string;
  readonly runId: string;
  /** Rings when there may be news. */
  readonly bell: Bell;
  readonly signal: AbortSignal;
}

/** Milliseconds after which it looks though nothing rang: a notice may be lost with its connection. */
const LOOK_MS = 5000;

/** Milliseconds for which news gather: many workers ring for each of their own. */
const GATHER_MS = 50;

/** What was seen at one moment: one row without news where there are none. */
type LookRow = (NewsRow | { readonly n: null }) & { readonly open: boolean };

/** All news of a run in their order, once each, until none of its jobs is open. Throws the signal's reason. */
export async function* followRun({ connection, farm, runId, bell, signal }: FollowOptions): AsyncGenerator<FarmNews> {
  // Is never rung.
  const gather = makeBell();
  let seen = '0';
  for (;;) {
    signal.throwIfAborted();
    const rows = await connection.query<LookRow>(
      `SELECT o.open, n.* FROM (SELECT EXISTS (SELECT FROM ${farm}.jobs WHERE run_id = $1 AND ended_at IS NULL) AS open) o
        LEFT JOIN (SELECT n.n, n.job, n.attempt, n.worker, n.type, n.body, r.result, r.signature
          FROM ${farm}.news n LEFT JOIN ${farm}.results r ON r.id = n.result
          WHERE n.run_id = $1 AND n.n > $2 ORDER BY n.n LIMIT 200) n ON true ORDER BY n.n`,
      [runId, seen],
    );
    for (const row of rows) {
      if (row.n === null) continue;
      seen = row.n;
      const news = decodeNews(row);
      if (news !== undefined) yield news;
    }
    const [first] = rows;
    if (first?.n !== null) continue;
    if (!first.open) return;
    await bell.wait(LOOK_MS, signal);
    if (!signal.aborted) await gather.wait(GATHER_MS, signal);
  }
}

import type { FarmNews } from '../../contract/farm.ts';
import type { Bell } from './bell.ts';
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

/** All news of a run in their order, once each, until none of its jobs is open. Throws the signal's reason. */
export async function* followRun({ connection, farm, runId, bell, signal }: FollowOptions): AsyncGenerator<FarmNews> {
  let seen = '0';
  for (;;) {
    signal.throwIfAborted();
    // Asked first: what ends a job tells of it in the same moment.
    const [open] = await connection.query<{ is: boolean }>(
      `SELECT EXISTS (SELECT FROM ${farm}.jobs WHERE run_id = $1 AND ended_at IS NULL) AS is`,
      [runId],
    );
    const rows = await connection.query<NewsRow>(
      `SELECT n.n, n.job, n.attempt, n.worker, n.type, n.body, r.result, r.signature
        FROM ${farm}.news n LEFT JOIN ${farm}.results r ON r.id = n.result
        WHERE n.run_id = $1 AND n.n > $2 ORDER BY n.n LIMIT 200`,
      [runId, seen],
    );
    for (const row of rows) {
      seen = row.n;
      const news = decodeNews(row);
      if (news !== undefined) yield news;
    }
    if (rows.length > 0) continue;
    if (open?.is !== true) return;
    await bell.wait(LOOK_MS, signal);
  }
}

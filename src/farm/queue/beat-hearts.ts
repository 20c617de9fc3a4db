import { SalternError } from '../../contract/errors.ts';
import type { FarmWorker } from '../../contract/farm.ts';
import type { Bell } from './bell.ts';
import type { FarmConnection } from './farm-connection.ts';

/** What a heart beats for. */
export interface Heart {
  readonly key: string;
  /** After which silence it is taken for dead, milliseconds. */
  readonly silentMs: number;
  /** Its job is not wanted any more. */
  stop(why: SalternError): void;
}

export interface Beating extends AsyncDisposable {
  add(heart: Heart): void;
  remove(key: string): void;
}

export interface BeatOptions {
  readonly connection: FarmConnection;
  readonly farm: string;
  readonly session: string;
  readonly worker: Pick<FarmWorker, 'name' | 'saltern' | 'labels' | 'limits'>;
  /** Rings where the database may know more of the jobs than we do. */
  readonly bell: Bell;
}

/** Milliseconds between two signs of life of a worker that has no job. */
const IDLE_MS = 15_000;

/** Says that this worker is there and at its jobs, and hears which of them are not wanted any more. */
export async function beatHearts({ connection, farm, session, worker, bell }: BeatOptions): Promise<Beating> {
  const hearts = new Map<string, Heart>();
  const ended = new AbortController();
  /** Until the next beat. */
  let waitMs = IDLE_MS;
  const { name, saltern, labels, limits } = worker;
  const hello = [session, name, saltern, labels, limits.memoryBytes, limits.cores];
  const beat = async (): Promise<void> => {
    const sql = `WITH greeted AS (SELECT ${farm}.hello($1, $2, $3, $4, $5, $6)) SELECT b.* FROM greeted, ${farm}.beat($1, $7) b`;
    const rows = await connection.query<{ key: string; state: string }>(sql, [...hello, [...hearts.keys()]]);
    for (const { key, state } of rows) if (state !== 'taken') hearts.get(key)?.stop(tellWhy(state));
  };
  await beat();
  void (async () => {
    while (!ended.signal.aborted) {
      waitMs = Math.min(...[...hearts.values()].map(({ silentMs }) => silentMs / 4), IDLE_MS);
      await bell.wait(waitMs, ended.signal);
      // What is wrong is told by the next call that somebody waits for.
      if (!ended.signal.aborted) await beat().catch(() => undefined);
    }
  })();
  return {
    add(heart) {
      hearts.set(heart.key, heart);
      if (heart.silentMs / 4 < waitMs) bell.ring();
    },
    remove: (key) => void hearts.delete(key),
    async [Symbol.asyncDispose]() {
      ended.abort();
      // Where the database is away, its silence says the same.
      if (connection.standingMs() > 0)
        await connection.query(`SELECT ${farm}.bye($1)`, [session]).catch(() => undefined);
    },
  };
}

function tellWhy(state: string): SalternError {
  return new SalternError(
    'INTERRUPTED',
    state === 'cancelled'
      ? 'The run was cancelled'
      : 'The job was given to another worker, as this one was not heard of',
  );
}

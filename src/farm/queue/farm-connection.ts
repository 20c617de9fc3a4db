import type { Client } from 'pg';
import { hidePassword, isPostgresUrl } from '../../base/postgres/hide-password.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { farmTrouble, isPassing, toFarmTrouble } from './farm-trouble.ts';

/** Milliseconds between two tries to come back. */
const BACK_MS = 250;

export interface FarmConnectionOptions {
  readonly url: string;
  /** Channels whose notices ring. Default none. */
  readonly channels?: readonly string[];
  /** Called with what a notice says, and with nothing after the connection was made: what was said meanwhile is lost. */
  readonly onNotice?: (said: string | undefined) => void;
  /** Milliseconds for which the database may stay away. Default 5 minutes. */
  readonly patienceMs?: number;
  /** Milliseconds that one statement may take. Default 30 s. */
  readonly statementMs?: number;
  /** Whether it is closed when there is nothing to do: a database has room for about a hundred. Default false. */
  readonly isBrief?: boolean;
}

/**
 * One connection to the database, taken up again whenever it was lost; one thing is done after the other. Throws
 * `FARM_UNREACHABLE` where the database stays away for too long, or refuses.
 */
export class FarmConnection implements AsyncDisposable {
  /** For people, without a password. */
  readonly place: string;
  readonly #options: FarmConnectionOptions;
  readonly #closed = new AbortController();
  #client: Client | undefined;
  /** When the connection was made: milliseconds, as `performance.now` counts. */
  #madeAt = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** How many things are to be done. */
  #waiting = 0;

  constructor(options: FarmConnectionOptions) {
    this.place = hidePassword(options.url);
    this.#options = options;
  }

  /** Connects, or says at once why that is not possible. */
  async open(): Promise<this> {
    // Node's own error would show all of it, the password included.
    if (!isPostgresUrl(this.#options.url))
      throw farmTrouble(this.place, 'its URL is none that begins with postgres://');
    try {
      await this.#connected();
    } catch (error) {
      throw toFarmTrouble(error, this.place);
    }
    return this;
  }

  /** Milliseconds since the connection was made; 0 while there is none. */
  standingMs(): number {
    return this.#client === undefined ? 0 : performance.now() - this.#madeAt;
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return await this.run(async (client) => (await client.query<Row>(sql, [...values])).rows);
  }

  /** All of it or nothing, again from the beginning where the connection was lost: twice must be as once. */
  async transact<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return await this.run(async (client) => {
      await client.query('BEGIN');
      try {
        const done = await work(client);
        await client.query('COMMIT');
        return done;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  /** As `transact`, where each statement stands for itself. */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const done = this.#last.then(() => this.#persist(work)).finally(() => this.#rest());
    this.#last = done.catch(() => undefined);
    return await done;
  }

  async #persist<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { patienceMs = 300_000 } = this.#options;
    const signal = this.#closed.signal;
    let why: unknown;
    const attempt = async (): Promise<{ readonly done: T } | undefined> => {
      try {
        return { done: await work(await this.#connected()) };
      } catch (error) {
        if (!isPassing(error)) throw error;
        why = error;
        await this.#drop();
        return undefined;
      }
    };
    try {
      const found = await waitUntil(attempt, { signal, intervalMs: BACK_MS, timeoutMs: patienceMs });
      if (found !== undefined) return found.done;
    } catch (error) {
      throw toFarmTrouble(error, this.place);
    }
    throw toFarmTrouble(why, this.place);
  }

  async #connected(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    const { url, channels = [], onNotice, statementMs = 30_000 } = this.#options;
    const { Client } = await import('pg');
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: 5000,
      query_timeout: statementMs,
      keepAlive: true,
      application_name: 'saltern',
    });
    client.on('error', () => void this.#drop(client));
    client.on('notification', ({ payload }) => onNotice?.(payload));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`LISTEN ${channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    this.#madeAt = performance.now();
    onNotice?.(undefined);
    return client;
  }

  async #rest(): Promise<void> {
    this.#waiting -= 1;
    if (this.#options.isBrief === true && this.#waiting === 0) await this.#drop();
  }

  /** What is broken cannot say good-bye: nobody waits for it. */
  async #drop(client = this.#client): Promise<void> {
    if (this.#client === client) this.#client = undefined;
    void client?.end().catch(() => undefined);
  }

  /** Ends what waits for the database to come back, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(farmTrouble(this.place, 'the connection was closed'));
    await this.#last;
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { HistoryPlace } from '../../src/contract/history.ts';
import { startPostgres } from '../support/start-postgres.ts';

/** Where histories of one kind are, for the time of a test file. */
export interface HistoryGround extends AsyncDisposable {
  /** A place where nothing is yet; another one at each call. */
  place(): Promise<HistoryPlace>;
}

/** A kind of history as the contract suite runs it. */
export interface HistoryCase {
  readonly name: HistoryPlace['kind'];
  readonly prepare: () => Promise<HistoryGround>;
  /** Does statements of its SQL there, as another program would. */
  readonly load: (place: HistoryPlace, sql: string) => Promise<void>;
}

/** A new kind is one entry here. */
export const HISTORY_CASES: readonly HistoryCase[] = [
  { name: 'sqlite', prepare: prepareSqlite, load: loadSqlite },
  { name: 'postgres', prepare: preparePostgres, load: loadPostgres },
];

async function prepareSqlite(): Promise<HistoryGround> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-history-'));
  let number = 0;
  return {
    place: () => Promise.resolve({ kind: 'sqlite', file: join(folder, `${++number}`, 'history.db') }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function preparePostgres(): Promise<HistoryGround> {
  const server = await startPostgres();
  let number = 0;
  return {
    place: async () => ({ kind: 'postgres', url: await server.url(`history_${++number}`) }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function loadSqlite(place: HistoryPlace, sql: string): Promise<void> {
  if (place.kind !== 'sqlite') throw new Error('no place of SQLite');
  await mkdir(dirname(place.file), { recursive: true });
  using database = new DatabaseSync(place.file);
  database.exec(sql);
}

async function loadPostgres(place: HistoryPlace, sql: string): Promise<void> {
  if (place.kind !== 'postgres') throw new Error('no place of PostgreSQL');
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

import type { Client } from 'pg';
import { hidePassword } from '../../../base/postgres/hide-password.ts';
import { setUpForm } from '../../../base/postgres/set-up-form.ts';
import type { History, HistoryOptions } from '../../../contract/history.ts';
import { listMigrations, MIGRATIONS } from '../migrations/index.ts';
import { isNewer, unreachable } from '../sql/history-trouble.ts';
import type { SqlTypes } from '../sql/sql-database.ts';
import { sqlHistory } from '../sql/sql-history.ts';
import { postgresDatabase } from './postgres-database.ts';
import { toPostgresTrouble } from './postgres-trouble.ts';

const TYPES: SqlTypes = { key: 'TEXT COLLATE "C"', bytes: 'BYTEA', number: 'DOUBLE PRECISION' };

/** Any number that no other program is likely to lock: "salt". */
const MIGRATION_LOCK = 0x73_61_6c_74;

type PostgresOptions = HistoryOptions<{ readonly kind: 'postgres'; readonly url: string }>;

/** The history in a PostgreSQL database; makes its tables, or brings them into the newest form. Throws `HISTORY_UNREACHABLE`. */
export async function openPostgres({ place: { url }, project, waitMs = 5000 }: PostgresOptions): Promise<History> {
  const place = hidePassword(url);
  // Node's own error would show all of it, the password included.
  if (!URL.canParse(url)) throw unreachable(place, 'its URL cannot be read as one');
  const { Client } = await import('pg');
  try {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: waitMs,
      query_timeout: Math.max(waitMs, 1000) * 4,
      lock_timeout: waitMs,
      application_name: 'saltern',
    });
    // A connection that breaks between two calls is told by the next one.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await setUp(client, place);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return sqlHistory(postgresDatabase(client, place), project);
  } catch (error) {
    throw toPostgresTrouble(error, place);
  }
}

async function setUp(client: Client, place: string): Promise<void> {
  await setUpForm(client, {
    table: 'saltern_form',
    lock: MIGRATION_LOCK,
    newest: MIGRATIONS.length,
    statementsFrom: (form) => listMigrations(form, TYPES),
    isNewer: (form) => isNewer(place, form),
  });
}

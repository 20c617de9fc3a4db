import type { Client } from 'pg';
import { readForm, setUpForm } from '../../base/postgres/set-up-form.ts';
import { farmTrouble } from './farm-trouble.ts';
import { FARM_MIGRATIONS } from './migrations/index.ts';
import type { FarmSchemas } from './migrations/schemas.ts';
import { recordStatements } from './record-statements.ts';
import { LOST_QUEUE, withBoss } from './with-boss.ts';

/** Any number that no other program is likely to lock: "farm". */
const FARM_LOCK = 0x66_61_72_6d;

/** The names of both schemas. */
export function farmSchemas(schema = 'saltern_farm'): FarmSchemas {
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(schema)) throw new Error(`'${schema}' is no name of a schema`);
  return { farm: schema, boss: `${schema}_boss` };
}

/** Makes the tables, pg-boss' too, or brings them into the newest form: for their owner. */
export async function setUpFarm(client: Client, place: string, schemas: FarmSchemas): Promise<void> {
  const newest = FARM_MIGRATIONS.length;
  const form = { table: `${schemas.farm}.form`, newest, isNewer: (is: number) => isNewer(place, is) };
  if ((await readForm(client, form)) === newest) return;
  // Of two pg-boss that make their tables at once, one leaves its connection in a transaction that is broken.
  await client.query('SELECT pg_advisory_lock($1)', [FARM_LOCK]);
  try {
    if ((await readForm(client, form)) === newest) return;
    const statements = await withBoss(client, { schema: schemas.boss, isToSetUp: true }, async (boss) => {
      await boss.createQueue(LOST_QUEUE);
      return await recordStatements(boss, LOST_QUEUE);
    });
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schemas.farm}`);
    await setUpForm(client, {
      ...form,
      lock: FARM_LOCK,
      statementsFrom: (from) => FARM_MIGRATIONS.slice(from).flatMap((migrate) => migrate(schemas, statements)),
    });
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [FARM_LOCK]).catch(() => undefined);
  }
}

/** Whether there are tables, of whatever form this saltern may know. */
export async function isFarmSetUp(client: Client, place: string, { farm }: FarmSchemas): Promise<boolean> {
  const newest = FARM_MIGRATIONS.length;
  return (await readForm(client, { table: `${farm}.form`, newest, isNewer: (is) => isNewer(place, is) })) > 0;
}

/** Throws `FARM_UNREACHABLE` where the tables are not those that this saltern knows: a worker cannot make them. */
export async function checkForm(client: Client, place: string, { farm }: FarmSchemas): Promise<void> {
  const newest = FARM_MIGRATIONS.length;
  const form = await readForm(client, { table: `${farm}.form`, newest, isNewer: (is) => isNewer(place, is) });
  if (form === newest) return;
  const why =
    form === 0 ? 'it has no tables for them yet' : `its tables have form ${form}, and this saltern needs ${newest}`;
  throw farmTrouble(place, why, {
    hint: 'Start a run there with this saltern, as the owner of the tables: that makes them.',
  });
}

function isNewer(place: string, form: number): Error {
  return farmTrouble(place, `its tables have form ${form}, which this saltern does not know`, {
    hint: 'Use the newer saltern that made them.',
  });
}

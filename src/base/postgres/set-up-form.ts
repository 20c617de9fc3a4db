import type { Client } from 'pg';

/** The form of a set of tables: how many of its changes were made, from nothing. */
export interface FormSteps {
  /** The table with one row that holds the form; with its schema where it is in one. Never data. */
  readonly table: string;
  /** Number of the lock under which it is changed: the same in all programs that change it. */
  readonly lock: number;
  /** The newest form. */
  readonly newest: number;
  /** Statements from a form to the newest one. */
  statementsFrom(form: number): readonly string[];
  /** What is thrown where a newer program has been there. */
  isNewer(form: number): Error;
}

/** Brings tables into the newest form, in one transaction, one process at a time. Throws what the database says. */
export async function setUpForm(client: Client, steps: FormSteps): Promise<void> {
  if ((await readForm(client, steps)) === steps.newest) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [steps.lock]);
    await client.query(`CREATE TABLE IF NOT EXISTS ${steps.table} (form INTEGER NOT NULL)`);
    // Another process may have done it meanwhile.
    for (const sql of steps.statementsFrom(await readForm(client, steps))) await client.query(sql);
    await client.query(`DELETE FROM ${steps.table}`);
    await client.query(`INSERT INTO ${steps.table} VALUES ($1)`, [steps.newest]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** 0 where there are no tables yet. Throws `isNewer`. */
export async function readForm(
  client: Client,
  { table, newest, isNewer }: Pick<FormSteps, 'table' | 'newest' | 'isNewer'>,
): Promise<number> {
  const { rows: found } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  if (found[0]?.there !== true) return 0;
  const { rows } = await client.query<{ form: number }>(`SELECT form FROM ${table}`);
  const form = rows[0]?.form ?? 0;
  if (form > newest) throw isNewer(form);
  return form;
}

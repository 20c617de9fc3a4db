import { tables } from './001-tables.ts';
import { engine } from './002-engine.ts';
import { attempts } from './003-attempts.ts';
import { bench } from './004-bench.ts';
import { desk } from './005-desk.ts';
import { role } from './006-role.ts';
import type { FarmMigration } from './schemas.ts';

/**
 * Every change of form in its order, from nothing: the form's number is how many were made. One that was released is never
 * changed again; a new one is a file here and a line below. Another version of pg-boss needs one that has `engine` once more.
 */
export const FARM_MIGRATIONS: readonly FarmMigration[] = [tables, engine, attempts, bench, desk, role];

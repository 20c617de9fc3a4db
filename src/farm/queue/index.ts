/** The queue of jobs in a PostgreSQL database, as the two sides of it see it. */
export { openBench } from './open-bench.ts';
export { openDesk } from './open-desk.ts';

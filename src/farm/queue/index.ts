/** The queue of jobs in a PostgreSQL database, as the two sides of it see it. */
export { openBench, type BenchOptions } from './open-bench.ts';
export { openDesk, type DeskOptions, type FarmForgotten, type QueueDesk } from './open-desk.ts';

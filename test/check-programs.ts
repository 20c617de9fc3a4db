import { findBreaches } from './programs/find-breaches.ts';
import { CHECKS, ROOT } from './run-checks.ts';

/** Every program that is started is in the table of programs, for those who start it. */
const breaches = findBreaches(
  ROOT,
  CHECKS.map(({ argv }) => ({ file: 'test/run-checks.ts', argv })),
);
for (const breach of breaches) console.error(breach);
process.exit(breaches.length === 0 ? 0 : 1);

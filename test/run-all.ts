import { MACHINE_TESTS } from './machine-tests.ts';
import { runChecks } from './run-checks.ts';
import { judgeTally, renderTally } from './run-vitest.ts';
import { exitWith } from './testbed/host/exit-with.ts';
import { setupTestbed } from './testbed/setup.ts';

/** `npm test`: set-up, checks, unit tests, attacks and what runs in containers. Arguments, which are parts of paths, choose tests. */
await exitWith(async () => {
  // All of it here, where it is said, rather than in the midst of the first test that wants it.
  await setupTestbed({ needs: ['unit', 'tests', 'pulp'], all: true });
  const tally = await runChecks(['unit', 'attacks', 'real', 'pulp'], process.argv.slice(2));
  const rest = `not run here: ${MACHINE_TESTS.length} files that boot emulated machines or set up a new one; \`npm run test:machines\` does`;
  console.log(renderTally(tally, [rest]));
  return judgeTally(tally);
});

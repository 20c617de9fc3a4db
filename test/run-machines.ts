import { judgeTally, renderTally, runVitest } from './run-vitest.ts';
import { exitWith } from './testbed/host/exit-with.ts';
import { setupTestbed } from './testbed/setup.ts';

/** `npm run test:machines`: the tests that boot emulated machines or set up a new one. Arguments, which are parts of paths, choose tests. */
await exitWith(async () => {
  await setupTestbed({ needs: ['machines'] });
  const tally = await runVitest(['machines'], process.argv.slice(2));
  console.log(renderTally(tally));
  return judgeTally(tally);
});

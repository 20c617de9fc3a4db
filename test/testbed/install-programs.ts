import { type Need, PROGRAMS } from '../../src/contract/programs.ts';
import { ensurePrograms } from './host/ensure-programs.ts';
import { exitWith } from './host/exit-with.ts';
import { createSteps } from './host/steps.ts';

/** `node test/testbed/install-programs.ts NEED…`: the programs alone that the named ones need, without a testbed. */
await exitWith(async () => {
  const needs = process.argv.slice(2);
  const known = new Set<string>(PROGRAMS.flatMap(({ neededBy }) => neededBy));
  const isKnown = (name: string): name is Need => known.has(name);
  if (needs.length === 0 || !needs.every(isKnown)) {
    process.stderr.write(`usage: node test/testbed/install-programs.ts ${[...known].join('|')} …\n`);
    return 2;
  }
  await ensurePrograms(needs, { steps: createSteps((text) => process.stderr.write(text)), environment: process.env });
  return 0;
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { orExit } from '../../test/testbed/host/exit-with.ts';
import { setupTestbed } from '../../test/testbed/setup.ts';
import { findWrong } from './find-wrong.ts';
import { askAudit, liveTheWeek, type ToldStep } from './live-the-week.ts';
import { openMirrorWorld, openPulpWorld, type World } from './worlds.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'examples/week/out');

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
if (only !== undefined && only !== 'mirrors' && only !== 'pulp') {
  console.error('usage: npm run week-demo [-- --only mirrors|pulp]');
  process.exit(2);
}
const startedAt = Date.now();
const testbed = await orExit(setupTestbed());
mkdirSync(OUT, { recursive: true });

const told: { nights: readonly ToldStep[]; pulp: readonly ToldStep[] } = { nights: [], pulp: [] };
const audits: ('whole' | 'broken')[] = [];
for (const [key, name, open] of [
  ['nights', 'mirrors', openMirrorWorld],
  ['pulp', 'pulp', openPulpWorld],
] as const) {
  if (only !== undefined && only !== name) continue;
  const folder = join(OUT, name);
  await using world: World = await orExit(open(testbed, folder));
  told[key] = await liveTheWeek(world);
  audits.push(await askAudit(world));
}
const audit = audits.every((one) => one === 'whole') ? 'whole' : 'broken';
const file = join(OUT, 'week.json');
rmSync(file, { force: true });
writeFileSync(file, `${JSON.stringify({ nights: told.nights, pulp: told.pulp, audit }, null, 2)}\n`);

const wrong = [
  ...(only === 'pulp' ? [] : findWrong('mirrors', told.nights)),
  ...(only === 'mirrors' ? [] : findWrong('pulp', told.pulp)),
  ...(audit === 'whole' ? [] : ['the log of decisions is not whole']),
];
for (const line of wrong) console.error(line);
console.log(`\n${relative(process.cwd(), file)}    ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
process.exitCode = wrong.length === 0 ? 0 : 1;

import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { ROOT } from '../run-checks.ts';
import { orExit } from '../testbed/host/exit-with.ts';
import { setupTestbed } from '../testbed/setup.ts';
import { awaitIdle } from './await-idle.ts';
import { DOCKER_NAMES, dockerBench } from './docker-bench.ts';
import { FARM_NAMES, farmBench } from './farm-bench.ts';
import type { Bench } from './measure.ts';
import { NIGHTLY_NAMES, nightlyBench } from './nightly.ts';
import { renderRows } from './render-rows.ts';
import { SCALE_NAMES, scaleBench } from './scale/scale-bench.ts';
import { VM_NAMES, vmBench } from './vm.ts';

const NAMES = [...DOCKER_NAMES, ...NIGHTLY_NAMES, ...FARM_NAMES, ...SCALE_NAMES, ...VM_NAMES];

/** `--patience`: seconds that each round waits for an idle machine. */
const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, patience: { type: 'string', default: '120' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; known: ${NAMES.join(', ')}`);
  process.exit(2);
}
const wanted = new Set(positionals.length > 0 ? positionals : NAMES);

await execa(process.execPath, [join(ROOT, 'test/build.ts')], { stdio: 'inherit' });
const onRun = (text: string): void => console.error(text);
const idle = () => awaitIdle(onRun, { limitMs: Number(values.patience) * 1000 });
const bench: Bench = { onRun, idle };
const scale = [...(await scaleBench(wanted, bench)), ...(await farmBench(wanted, bench))];
// What needs no engine runs where there is none.
const isAllScale = [...wanted].every((name) => SCALE_NAMES.includes(name) || FARM_NAMES.includes(name));
const rows = isAllScale ? scale : [...(await engineRows()), ...scale];

async function engineRows() {
  const testbed = await orExit(setupTestbed());
  const containers = [...(await dockerBench(testbed, wanted, bench)), ...(await nightlyBench(testbed, wanted, bench))];
  return [...containers, ...(await vmBench(testbed, wanted, bench))];
}

const cores = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`;
console.log(
  `\
${cores}; load average ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}\
`,
);
console.log(renderRows(rows));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);

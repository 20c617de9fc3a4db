import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { ROOT } from '../run-checks.ts';
import { setupTestbed } from '../testbed/setup.ts';
import { DOCKER_NAMES, dockerBench } from './docker-bench.ts';
import { renderRows } from './render-rows.ts';
import { SCALE_NAMES, scaleBench } from './scale/scale-bench.ts';
import { VM_NAMES, vmBench } from './vm.ts';

const NAMES = [...DOCKER_NAMES, ...SCALE_NAMES, ...VM_NAMES];

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; known: ${NAMES.join(', ')}`);
  process.exit(2);
}
const wanted = new Set(positionals.length > 0 ? positionals : NAMES);

await execa(process.execPath, [join(ROOT, 'test/build.ts')], { stdio: 'inherit' });
const say = (text: string): void => console.error(text);
const scale = await scaleBench(wanted, say);
// What needs no engine runs where there is none.
const isAllScale = [...wanted].every((name) => SCALE_NAMES.includes(name));
const rows = isAllScale ? scale : [...(await engineRows()), ...scale];

async function engineRows() {
  const testbed = await setupTestbed();
  return [...(await dockerBench(testbed, wanted, say)), ...(await vmBench(testbed, wanted, say))];
}
console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}\n`);
console.log(renderRows(rows));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { ROOT } from '../run-checks.ts';
import { setupTestbed } from '../testbed/setup.ts';
import { convergeBare, fullTestBare, removeBare, startBare, type BareOptions } from './bare-docker.ts';
import { benchProject, hundredInstances } from './bench-project.ts';
import { measure, type Pair, type Row, seconds } from './measure.ts';
import { renderRows } from './render-rows.ts';
import { uploadBench } from './upload.ts';

const NAMES = ['full-test', 're-converge', 'eight-instances', 'upload-first', 'upload-unchanged', 'help', 'list-100'];
const INSTANCE = 'ops-time-s1-centos-stream-9';

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; known: ${NAMES.join(', ')}`);
  process.exit(2);
}
const wanted = new Set(positionals.length > 0 ? positionals : NAMES);

await execa(process.execPath, [join(ROOT, 'test/build.ts')], { stdio: 'inherit' });
const testbed = await setupTestbed();
await using stack = new AsyncDisposableStack();
const project = stack.use(await benchProject(testbed));
await project.saltern('create', INSTANCE);
const bare: BareOptions = {
  image: await project.prepared(INSTANCE),
  formula: { name: 'ops-time', directory: join(project.directory, 'ops-time') },
  repository: { host: join(project.directory, 'mirror/base9-latest'), guest: '/srv/saltern/snapshot/base9' },
};
const container = await startBare(bare);
stack.defer(() => removeBare(container));
const upload = stack.use(await uploadBench(container));
const hundred = stack.use(await hundredInstances());
const main = join(ROOT, 'dist/src/cli/main.js');
const node = (...argv: readonly string[]) =>
  seconds(() => execa(process.execPath, [...argv], { cwd: hundred.directory, stdin: 'ignore' }));

const pairs: readonly Pair[] = [
  {
    name: 'full-test',
    runs: 7,
    floor: () => seconds(() => fullTestBare(bare)),
    saltern: () => seconds(() => project.saltern('test', INSTANCE)),
  },
  {
    name: 're-converge',
    runs: 7,
    floor: () => seconds(() => convergeBare(container, bare)),
    saltern: () => seconds(() => project.saltern('converge', INSTANCE)),
  },
  {
    name: 'eight-instances',
    runs: 3,
    floor: () => seconds(() => Promise.all(Array.from({ length: 8 }, () => fullTestBare(bare)))),
    saltern: () => seconds(() => project.saltern('test')),
  },
  { name: 'upload-first', runs: 5, floor: upload.floor, saltern: upload.first },
  { name: 'upload-unchanged', runs: 5, floor: upload.floor, saltern: upload.unchanged },
  { name: 'help', runs: 15, floor: () => node('--eval', '0'), saltern: () => node(main, '--help') },
  { name: 'list-100', runs: 15, floor: () => node('--eval', '0'), saltern: () => node(main, 'list') },
];

const rows: Row[] = [];
for (const pair of pairs.filter(({ name }) => wanted.has(name))) {
  rows.push(await measure(pair, (text) => console.error(text)));
}
console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}\n`);
console.log(renderRows(rows));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);

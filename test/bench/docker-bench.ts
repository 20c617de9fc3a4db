import { join } from 'node:path';
import type { Testbed } from '../testbed/setup.ts';
import { convergeBare, fullTestBare, removeBare, startBare, type BareOptions } from './bare-docker.ts';
import { checksBench } from './checks.ts';
import { benchProject } from './bench-project.ts';
import { measure, type Pair, type Row, seconds } from './measure.ts';
import { outputBench } from './output.ts';
import { uploadBench } from './upload.ts';

export const DOCKER_NAMES: readonly string[] = [
  'full-test',
  're-converge',
  'eight-instances',
  'upload-first',
  'upload-unchanged',
  'checks-297',
  'output-40mb',
];

const INSTANCE = 'ops-time-s1-centos-stream-9';

/** The rows that need containers or nothing at all. */
export async function dockerBench(
  testbed: Testbed,
  wanted: ReadonlySet<string>,
  onRun: (text: string) => void,
): Promise<readonly Row[]> {
  if (!DOCKER_NAMES.some((name) => wanted.has(name))) return [];
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
  const checks = wanted.has('checks-297') ? stack.use(await checksBench(container, testbed)) : undefined;

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
    ...(checks ? [{ name: 'checks-297', runs: 15, floor: checks.floor, saltern: checks.saltern }] : []),
  ];

  const rows: Row[] = [];
  for (const pair of pairs.filter(({ name }) => wanted.has(name))) rows.push(await measure(pair, onRun));
  if (wanted.has('output-40mb')) rows.push(await measureOutput(testbed, onRun));
  return rows;
}

async function measureOutput(testbed: Testbed, onRun: (text: string) => void): Promise<Row> {
  await using output = await outputBench(testbed);
  const { floor, saltern } = output;
  const row = await measure({ name: 'output-40mb', runs: 3, floor, saltern }, onRun);
  return { ...row, peak_mib: output.peakMib() };
}

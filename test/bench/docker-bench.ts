import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Testbed } from '../testbed/setup.ts';
import { fullTestBare, reconvergeBare, removeBare, startBare, type BareOptions } from './bare-docker.ts';
import { checksBench } from './checks.ts';
import { benchProject, writeForty } from './bench-project.ts';
import { lookUpsBench } from './look-ups.ts';
import { measure, type Bench, type Pair, type Row, seconds } from './measure.ts';
import { outputBench } from './output.ts';
import { uploadBench } from './upload.ts';

export const DOCKER_NAMES: readonly string[] = [
  'full-test',
  'full-test-40',
  're-converge',
  'eight-instances',
  'salt-look-ups',
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
  bench: Bench,
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
  const startHere = async (): Promise<string> => {
    const container = await startBare(bare);
    stack.defer(() => removeBare(container));
    return container;
  };
  const container = await startHere();
  // What is converged again has to be converged once, whichever rows are wanted.
  await reconvergeBare(container, bare);
  const forty = wanted.has('full-test-40') ? stack.use(await benchProject(testbed, writeForty)) : undefined;
  const bareForty = forty && { ...bare, formula: { name: 'ops-time', directory: join(forty.directory, 'ops-time') } };
  const lookUps = await lookUpsBench(container);
  const limit = pLimit(availableParallelism());
  const upload = stack.use(await uploadBench(container));
  const checks = wanted.has('checks-297') ? stack.use(await checksBench(await startHere(), testbed)) : undefined;

  const pairs: readonly Pair[] = [
    {
      name: 'full-test',
      runs: 7,
      floor: () => seconds(() => fullTestBare(bare)),
      saltern: () => seconds(() => project.saltern('test', INSTANCE)),
    },
    ...(forty && bareForty
      ? [
          {
            name: 'full-test-40',
            runs: 5,
            floor: () => seconds(() => fullTestBare(bareForty)),
            saltern: () => seconds(() => forty.saltern('test', INSTANCE)),
          },
        ]
      : []),
    {
      name: 're-converge',
      runs: 7,
      floor: () => seconds(() => reconvergeBare(container, bare)),
      saltern: () => seconds(() => project.saltern('converge', INSTANCE)),
    },
    {
      name: 'eight-instances',
      runs: 4,
      floor: () => seconds(() => Promise.all(Array.from({ length: 8 }, () => limit(() => fullTestBare(bare))))),
      saltern: () => seconds(() => project.saltern('test')),
    },
    { name: 'salt-look-ups', runs: 7, floor: lookUps.floor, saltern: lookUps.saltern },
    { name: 'upload-first', runs: 5, floor: upload.floor, saltern: upload.first },
    { name: 'upload-unchanged', runs: 5, floor: upload.floor, saltern: upload.unchanged },
    ...(checks ? [{ name: 'checks-297', runs: 15, floor: checks.floor, saltern: checks.saltern }] : []),
  ];

  const rows: Row[] = [];
  for (const pair of pairs.filter(({ name }) => wanted.has(name))) rows.push(await measure(pair, bench));
  if (wanted.has('output-40mb')) rows.push(await measureOutput(testbed, bench));
  return rows;
}

async function measureOutput(testbed: Testbed, bench: Bench): Promise<Row> {
  await using output = await outputBench(testbed);
  const { floor, saltern } = output;
  const row = await measure({ name: 'output-40mb', runs: 3, floor, saltern }, bench);
  return { ...row, peak_mib: output.peakMib() };
}

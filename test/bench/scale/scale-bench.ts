import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { BUILT_MAIN } from '../../root.ts';
import { writeEmptyRepository } from '../../support/write-empty-repository.ts';
import { ensurePrograms } from '../../testbed/host/ensure-programs.ts';
import { createSteps } from '../../testbed/host/steps.ts';
import { hundredInstances } from '../bench-project.ts';
import { measure, seconds, type Bench, type Row } from '../measure.ts';
import { fleetProject } from './fleet-project.ts';
import { manyResults } from './many-results.ts';
import type { Scene } from './scene.ts';
import { SNAPSHOT_SCENES } from './snapshot-scenes.ts';
import { yearOfNights } from './year-of-nights.ts';

const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  help: async () => ({ ...(await hundredInstances()), argv: ['--help'], runs: 15 }),
  'list-100': async () => ({ ...(await hundredInstances()), argv: ['list'], runs: 15 }),
  'list-5000': async () => ({ ...(await fleetProject({ suites: 100, platforms: 50 })), argv: ['list'], runs: 7 }),
  'history-365': async () => ({ ...(await yearOfNights()), argv: ['history'], runs: 15 }),
  'site-365': siteScene,
  'decide-1000': decideScene,
  'gate-1000x10000': async () => ({ ...(await manyResults()), argv: ['gate', 'check'], runs: 5 }),
  ...SNAPSHOT_SCENES,
  'fake-1000': fakeScene,
  'nightly-40': () => nightlyScene(20, 2),
  'nightly-1000': () => nightlyScene(100, 10),
};

export const SCALE_NAMES: readonly string[] = Object.keys(SCENES);

/** The rows that need neither engine nor Salt: start-up, and what large fleets make of it. */
export async function scaleBench(wanted: ReadonlySet<string>, bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const steps = createSteps((text) => bench.onRun(text.trimEnd()));
  if (Object.keys(SNAPSHOT_SCENES).some((name) => wanted.has(name)))
    await ensurePrograms(['bench'], { steps, environment: process.env });
  for (const [name, open] of Object.entries(SCENES)) if (wanted.has(name)) rows.push(await row(name, open, bench));
  return rows;
}

async function row(name: string, open: () => Promise<Scene>, bench: Bench): Promise<Row> {
  await using scene = await open();
  const { runs, reset } = scene;
  const floor = scene.floor ?? (() => seconds(() => execa(process.execPath, ['--eval', '0'])));
  const saltern = async (): Promise<number> => {
    await reset?.();
    return await (scene.work?.() ?? seconds(() => run(scene)));
  };
  const measured = await measure({ name, runs, floor, saltern }, bench);
  await reset?.();
  return { ...measured, peak_mib: await measurePeak(scene) };
}

/** A run by itself, for writing it down takes time too. MiB. */
async function measurePeak(scene: Scene): Promise<number> {
  await run(scene, ['--import', TELL_PEAK]);
  return Math.round(Number(await readFile(join(scene.directory, 'peak'), 'utf8')) / 1024);
}

/** Writes down how much memory the process took at most, in KiB; what getrusage says begins with that of its parent. */
const TELL_PEAK = `data:text/javascript,import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PEAK, /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));`;

async function run({ directory, argv, program = BUILT_MAIN }: Scene, forNode: readonly string[] = []): Promise<void> {
  const env = { PEAK: join(directory, 'peak'), SALTERN_CACHE: join(directory, 'cache') };
  await execa(process.execPath, [...forNode, program, ...argv], {
    cwd: directory,
    env,
    stdin: 'ignore',
    stdout: 'ignore',
  });
}

/** Every page from nothing, as after the whole folder was lost; on other mornings most of them are there. */
async function siteScene(): Promise<Scene> {
  const project = await yearOfNights();
  const site = join(project.directory, '.saltern/site');
  return { ...project, argv: ['site'], runs: 5, reset: () => rm(site, { recursive: true, force: true }) };
}

/** The decision alone; floor: reading what it rests on from JSON. */
async function decideScene(): Promise<Scene> {
  const project = await fleetProject({ suites: 1, platforms: 1 });
  const program = join(import.meta.dirname, 'decide-many.ts');
  const measureAt = async (at: number): Promise<number> => {
    const { stdout } = await execa(process.execPath, [program]);
    return Number(stdout.split(' ')[at]);
  };
  return { ...project, argv: [], program, runs: 7, floor: () => measureAt(0), work: () => measureAt(1) };
}

/**
 * Instances that take next to nothing, and say that they have no package: what rpm of this machine takes to list its own
 * is no part of saltern, and only machines that have one would measure it.
 */
const IDLE = { memory: 1, cores: 0.0001, answers: [{ match: 'rpm -qa', stdout: '' }] };

/** A whole night on a snapshot. */
async function nightlyScene(suites: number, platforms: number): Promise<Scene> {
  const project = await fleetProject({
    suites,
    platforms,
    more: { snapshots: { root: 'mirror', repositories: { '*': ['base'] } }, gate: 'gate.yml' },
    files: { 'gate.yml': stringify({ channels: { stable: { require: [{ suites: '*', platforms: '*' }] } } }) },
    fake: IDLE,
  });
  const mirror = join(project.directory, 'mirror');
  await writeEmptyRepository(mirror, 'base');
  return {
    ...project,
    argv: ['nightly'],
    runs: 3,
    reset: () => rm(join(project.directory, '.saltern'), { recursive: true, force: true }),
    floor: () => seconds(() => runShells(suites * platforms)),
  };
}

/** As many as the machine lets in at once; floor: as many commands, one after the other. */
async function fakeScene(): Promise<Scene> {
  const project = await fleetProject({ suites: 100, platforms: 10, fake: IDLE });
  return {
    ...project,
    argv: ['test', '--destroy', 'always'],
    runs: 3,
    reset: () => rm(join(project.directory, '.saltern'), { recursive: true, force: true }),
    floor: () => seconds(() => runShells(1000)),
  };
}

async function runShells(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await execa('sh', ['-c', ':']);
}

import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/contract/events.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { BUILT_MAIN, ROOT } from '../root.ts';
import { writeOverlay } from '../support/write-overlay.ts';
import { makeNight } from '../testbed/make-night.ts';
import type { Testbed } from '../testbed/setup.ts';
import { round, seconds, summarize, type Bench, type Row } from './measure.ts';
import { salternProcess } from './saltern-process.ts';

export const NIGHTLY_NAMES: readonly string[] = ['nightly-fleet'];

const RUNS = 3;

/**
 * The whole fleet in one night, images prepared; floor: the time that Salt had in the guests, both passes, added up and
 * divided by the cores. Not in it: what making, booting and removing a container takes, and the checks.
 */
export async function nightlyBench(
  testbed: Testbed,
  wanted: ReadonlySet<string>,
  { onRun, idle }: Bench,
): Promise<readonly Row[]> {
  if (!wanted.has('nightly-fleet')) return [];
  await using fleet = await openFleet(testbed);
  // The first makes the images.
  await fleet.night();
  const rounds: { readonly floor: number; readonly saltern: number; readonly isBusy: boolean }[] = [];
  const loads: number[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    const before = await idle();
    const saltern = await fleet.night();
    const floor = (await fleet.saltSeconds()) / availableParallelism();
    const after = await idle();
    rounds.push({ floor, saltern, isBusy: before.isBusy || after.isBusy });
    loads.push(before.load, after.load);
    onRun(`nightly-fleet ${run}/${RUNS}  floor ${floor.toFixed(2)} s  saltern ${saltern.toFixed(2)} s`);
  }
  return [{ name: 'nightly-fleet', ...summarize(rounds), load: round(Math.max(...loads)) }];
}

interface Fleet extends AsyncDisposable {
  /** Seconds of one night. */
  night(): Promise<number>;
  /** Seconds that Salt had in the guests in the last night. */
  saltSeconds(): Promise<number>;
}

async function openFleet(testbed: Testbed): Promise<Fleet> {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-nightly-'));
  const [root, reports, overlay] = [
    join(directory, 'mirror'),
    join(directory, 'saltern'),
    join(directory, 'testbed.yml'),
  ];
  await mkdir(root);
  await writeOverlay({ file: overlay, testbed, snapshotRoot: root, reports });
  await makeNight({ testbed, root, night: 0 });
  const project = ['--project', join(ROOT, 'suites/saltern.yml'), '--overlay', overlay];
  const saltern = (...argv: readonly string[]) =>
    salternProcess(BUILT_MAIN, [...project, ...argv], { cwd: ROOT, environment: {} });
  return {
    night: () => seconds(() => saltern('nightly', '--force')),
    async saltSeconds() {
      const nights = await readdir(join(reports, 'nights'));
      const text = await readFile(join(reports, 'nights', nights.sort().at(-1) ?? ''), 'utf8');
      const { runs } = JSON.parse(text) as { readonly runs: readonly string[] };
      const stories = await Promise.all(
        runs.map((run) => readFile(join(reports, 'runs', run, 'events.ndjson'), 'utf8')),
      );
      return stories.reduce((sum, story) => sum + addPasses(story), 0) / 1000;
    },
    async [Symbol.asyncDispose]() {
      await saltern('destroy');
      await removeTree(root);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Milliseconds of all passes. */
function addPasses(story: string): number {
  const lines = story.split('\n').filter((line) => line.includes('"type":"instance-finished"'));
  return lines
    .map((line) => JSON.parse(line) as RunEvent)
    .flatMap((event) => (event.type === 'instance-finished' ? event.result.steps : []))
    .reduce((sum, { pass }) => sum + (pass?.durationMs ?? 0), 0);
}

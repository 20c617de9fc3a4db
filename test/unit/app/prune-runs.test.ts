import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockRun } from '../../../src/app/run-lock.ts';
import { projectFolders } from '../../../src/contract/project-folders.ts';
import { attackScene, type AttackScene } from '../../support/attack-scene.ts';
import { fails, passes } from '../../support/pretended-project.ts';

let scene: AttackScene;
beforeEach(async () => {
  scene = await attackScene({ suites: { a: passes, b: fails }, more: { runs: { keep: 2 } } });
});
afterEach(() => scene[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;
const START = Date.parse('2026-11-22T01:00:00Z');

function runs(): readonly string[] {
  return readdirSync(join(scene.directory, '.saltern/runs')).toSorted();
}

/** One run a day, from the first on. */
async function convergeOn(...days: readonly number[]): Promise<void> {
  for (const day of days) await scene.saltern(['create', 'demo-a-here'], { at: START + day * DAY_MS });
}

/** An empty folder of a run of that day. */
function leave(day: number, name = `202611${22 + day}T000000-aaaa`): string {
  mkdirSync(join(scene.directory, '.saltern/runs', name), { recursive: true });
  return name;
}

it('runs end with the removal of the oldest, and nothing is said of it', async () => {
  const old = [leave(0), leave(1), leave(2)];

  const { stdout, stderr } = await scene.saltern(['create', 'demo-a-here'], { at: START + 3 * DAY_MS });

  expect(runs()).toHaveLength(2);
  expect(runs()).toContain(old[2]);
  expect(stdout + stderr).not.toMatch(/remove|prune/);
});

it('the run of a newest verdict stays, however old it is, and so do its evidence and its log', async () => {
  await scene.saltern(['test', 'demo-b-here', '--destroy', 'always'], { at: START });
  const [judged = ''] = runs();

  await convergeOn(1, 2, 3, 4);

  expect(runs()).toContain(judged);
  // The two newest, and the one that made the instance that is there.
  expect(runs()).toHaveLength(4);
  expect((await scene.saltern(['logs', 'demo-b-here'])).stdout).toContain(
    'command false  exit-status: expected 0, got 1',
  );
  expect(existsSync(join(scene.directory, '.saltern/evidence/none/demo-b-here'))).toBe(true);
});

it('a run that is under way stays, whoever it is of', async () => {
  const running = leave(0);
  const folder = projectFolders(join(scene.directory, '.saltern')).run(running);
  using _lock = await lockRun(folder);

  await convergeOn(1, 2, 3);

  expect(runs()).toContain(running);
});

it('several salterns at once remove the same runs without getting in each other’s way', async () => {
  for (const day of [0, 1, 2, 3, 4]) leave(day);

  const heard = await Promise.all(
    [1, 2, 3].map((minute) => scene.saltern(['test', 'demo-a-here'], { at: START + 6 * DAY_MS + minute * 60_000 })),
  );

  expect(heard.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(heard.map(({ stderr }) => stderr).join('')).not.toContain('could not be removed');
  expect(runs().filter((name) => name.endsWith('-aaaa'))).toEqual([]);
});

it('cache list counts them, cache prune removes what the project does not keep, or what is older than is said', async () => {
  await convergeOn(5, 6);
  const old = [leave(0), leave(1)];
  for (const name of old) writeFileSync(join(scene.directory, '.saltern/runs', name, 'big'), Buffer.alloc(5000));
  const at = START + 7 * DAY_MS;

  const list = await scene.saltern(['cache', 'list'], { at });
  const dry = await scene.saltern(['cache', 'prune', '--dry-run'], { at });
  const pruned = await scene.saltern(['cache', 'prune'], { at });
  const again = await scene.saltern(['cache', 'prune'], { at });

  expect(list.stdout).toMatch(/runs +4 runs of this project +\d+\.\d KiB/);
  expect(dry.stdout).toMatch(/would remove runs {2}2 runs of this project {2}9\.8 KiB/);
  expect(pruned.stdout).toMatch(/removed runs {2}2 runs of this project {2}9\.8 KiB/);
  expect(again.stdout).not.toContain('runs of this project');
  expect(runs()).toHaveLength(2);
});

it('cache prune --all leaves only what is needed, and --driver leaves runs alone', async () => {
  await convergeOn(5, 6);

  await scene.saltern(['cache', 'prune', '--all', '--driver', 'fake']);
  const before = runs();
  await scene.saltern(['cache', 'prune', '--all']);

  expect(before).toHaveLength(2);
  // One made the instance that is there, the other is the newest.
  expect(runs().length).toBeLessThanOrEqual(2);
  expect(runs().at(-1)).toBe(before.at(-1));
});

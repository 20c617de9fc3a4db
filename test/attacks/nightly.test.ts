import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NightRecord } from '../../src/contract/night.ts';
import { failsFirst, nightScene, TRIES_TWICE, type NightScene } from '../support/night-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';

/** Makes of the newest night one that was killed right after this step; `change`: what its record says besides. */
function stopAfter(scene: NightScene, step: string, change: Partial<NightRecord> = {}): NightRecord {
  const night = scene.nights().at(-1);
  if (night === undefined) throw new Error('there is no night');
  const { end: _, ...record } = night;
  const at = record.steps.findIndex(({ name }) => name === step);
  const stopped = { ...record, steps: record.steps.slice(0, at + 1), ...change };
  scene.write(`.saltern/nights/${night.night}.json`, JSON.stringify(stopped));
  return stopped;
}

/** The folder of the night's results. */
function evidenceOf(scene: NightScene, { snapshot }: NightRecord, instance: string): string {
  return join(scene.directory, '.saltern/evidence', snapshot?.id ?? 'none', instance);
}

describe('a night that goes on after a kill uses nothing again', () => {
  it('that its record alone knows', async () => {
    await using scene = await nightScene({ suites: { default: fails } });
    await scene.nightly();
    const night = stopAfter(scene, 'plan', {
      instances: [{ name: 'demo-default-here', outcome: 'pass', attempts: 1 }],
    });
    rmSync(evidenceOf(scene, night, 'demo-default-here'), { recursive: true });

    const { code } = await scene.nightly();

    expect(code).toBe(1);
    expect(scene.nights()).toMatchObject([{ instances: [{ outcome: 'fail' }], tally: { reused: 0 } }]);
    expect(await scene.stable()).toBeUndefined();
  });

  it.each<[string, (scene: NightScene, night: NightRecord) => void]>([
    [
      'of a suite that was another then',
      (scene) => scene.write('saltern.yml', scene.read('saltern.yml').replace('"true":', '"false":')),
    ],
    [
      'that cannot be read any more',
      (scene, night) => {
        const folder = evidenceOf(scene, night, 'demo-default-here');
        for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{');
      },
    ],
    [
      'of a run that was not its own',
      (scene, night) => scene.write(`.saltern/nights/${night.night}.json`, JSON.stringify({ ...night, runs: [] })),
    ],
  ])('%s', async (_, change) => {
    await using scene = await nightScene();
    await scene.nightly('--no-promote');
    change(scene, stopAfter(scene, 'run'));

    const { stdout } = await scene.nightly();

    expect(stdout).toMatch(/^ . run /m);
    expect(scene.nights()).toMatchObject([{ tally: { reused: 0 } }]);
    expect(scene.runs()).toHaveLength(2);
  });

  it('of what the gate said: it is asked again before the channel moves', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: failsFirst(2) } });
    await scene.nightly();
    const judged = scene.nights()[0]?.judged;
    if (judged !== undefined)
      stopAfter(scene, 'gate', { decision: 'promote', judged: { ...judged, decision: 'promote' } });

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /promote .* refused: the gate says reject: 1 of 1 requirements not met; stable does not exist/,
    );
    expect(await scene.stable()).toBeUndefined();
  });

  it('and gives no further attempts', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: failsFirst(2) } });
    await scene.nightly();
    stopAfter(scene, 'plan');

    const { code } = await scene.nightly();

    expect(code).toBe(1);
    expect(scene.nights()).toMatchObject([{ instances: [{ outcome: 'fail', attempts: 2 }], tally: { reused: 1 } }]);
    expect(scene.runs()).toHaveLength(2);
  });
});

describe('the record of a night that is not what it should be', () => {
  it.each<[string, (file: string) => void]>([
    ['is cut short', (file) => writeFileSync(file, '{"version": 1, "night"')],
    ['is of another night', (file) => writeFileSync(file, '{"version": 1, "night": "20260101T000000"}')],
    ['is a folder', (file) => mkdirSync(file)],
    ['leads nowhere', (file) => symlinkSync('/no/such/file', file)],
  ])('%s: that is said, and a new night is begun', async (_, damage) => {
    await using scene = await nightScene();
    mkdirSync(join(scene.directory, '.saltern/nights'), { recursive: true });
    damage(join(scene.directory, '.saltern/nights/20261126T013000.json'));

    const { code, stderr } = await scene.nightly();

    expect(code).toBe(0);
    expect(stderr).toContain("the record of the night '20261126T013000' cannot be read: a new night is begun");
    expect(await scene.stable()).toMatch(/^\d{8}T\d{6}$/);
  });

  it('makes no night older than it, whatever the clock says', async () => {
    await using scene = await nightScene();
    await scene.nightly();

    await scene.saltern(['nightly', '--force'], { at: Date.now() - 40 * 86_400_000 });

    const [first, second] = scene.nights();
    expect([first?.night, second?.night].toSorted()).toEqual([first?.night, second?.night]);
    expect(second?.night).not.toBe(first?.night);
    expect(second?.startedAt.slice(0, 10)).not.toBe(first?.startedAt.slice(0, 10));
  });
});

describe('a night does not promote', () => {
  it('what it could not keep', async () => {
    await using scene = await nightScene();
    scene.write('.saltern/evidence', 'no folder');

    const { code } = await scene.nightly();

    expect(code).toBe(3);
    expect(scene.nights().every(({ end }) => end?.outcome === 'error')).toBe(true);
    expect(await scene.stable()).toBeUndefined();
  });

  it('what proved nothing, and does not try that for ever', async () => {
    const skipped = { checks: { command: { true: { 'exit-status': 0, skip: true } } } };
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: skipped } });

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(1);
    expect(stdout).toContain('MISSING  demo-default-here');
    expect(await scene.stable()).toBeUndefined();
  });

  it('what is too old as soon as it is there, and does not try that for ever', async () => {
    const policy =
      "channels: { stable: { require: [{ suites: '*', platforms: '*' }], attempts: 2, max-age: 0.0001m } }\n";
    await using scene = await nightScene({ policy });

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(1);
    expect(stdout).toContain('STALE  demo-default-here');
    expect(scene.runs().length).toBeLessThanOrEqual(2);
  });

  it('and says so without an order to the terminal', async () => {
    const hostile = { checks: { command: { "printf '\u001b]0;owned\u0007'; false": { 'exit-status': 0 } } } };
    await using scene = await nightScene({ suites: { default: hostile, other: passes } });

    const { code, stdout, stderr } = await scene.nightly();

    expect(code).toBe(1);
    for (const order of ['\u0007', '\u001b']) expect(stdout + stderr).not.toContain(order);
  });
});

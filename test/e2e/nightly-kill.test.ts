import { describe, expect, it } from 'vitest';
import { killedNight, type KilledNight } from '../support/killed-night.ts';

/** A night that was ended by force and gone on with is whole: each instance has one result, and nothing is left. */
async function expectWhole(scene: KilledNight, suites: number): Promise<void> {
  const nights = await scene.nights();
  const night = nights.at(-1);
  const names = Array.from({ length: suites }, (_, index) => `demo-s${index + 1}-here`).sort();
  expect(night).toMatchObject({ end: { outcome: 'promoted' }, tally: { instances: suites, pass: suites } });
  expect(night?.steps.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'snapshot done',
    'plan done',
    'run done',
    'gate done',
    'promote done',
    'report done',
    'notify skipped',
  ]);
  expect(await scene.results()).toEqual(names);
  expect(night?.instances.map(({ name }) => name).toSorted()).toEqual(names);
  expect(await scene.leftovers()).toEqual([]);
  expect(await scene.moves()).toBe(1);
}

describe('a night that is killed', () => {
  it('again and again, after each record that it writes, is finished in the end', async () => {
    await using scene = await killedNight(3);
    const codes: number[] = [];

    // Each comes further than the one before, so that one is the last.
    for (let writes = 1; codes.at(-1) !== 0 && writes < 40; writes += 1)
      codes.push((await scene.killAfter(writes)).code);

    expect(codes.at(-1)).toBe(0);
    expect(codes.length).toBeGreaterThan(2);
    expect(codes.slice(0, -1).every((code) => code === 137)).toBe(true);
    expect(await scene.nights()).toHaveLength(1);
    await expectWhole(scene, 3);
  });

  it('in the middle of its run makes only what had not ended, after what that left is removed', async () => {
    await using scene = await killedNight(6, 4);
    const first = scene.nightly();
    await first.said(/(PASS[\s\S]*){3}/);

    // Said as soon as it is known, and kept right after.
    await expect.poll(() => scene.results()).toHaveLength(3);
    const second = await scene.nightly().ended;
    first.kill('SIGKILL');
    await first.ended;
    await scene.release();
    const known = await scene.results();
    const third = await scene.nightly().ended;

    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(
      /Another nightly of this project is under way: process \d+ of \S+, since \S+ \S+ UTC/,
    );
    expect(known).toEqual(['demo-s1-here', 'demo-s2-here', 'demo-s3-here']);
    expect(third.code, third.stdout + third.stderr).toBe(0);
    expect(third.stdout).toMatch(/^nightly of fleet for stable, goes on with the night \d{8}T\d{6} \(1 run so far\)$/m);
    expect(third.stdout).toMatch(/^PROMOTED .* · 6 passed, 3 reused · /m);
    const made = await scene.made();
    for (const name of known) expect(made.filter((one) => one === name)).toHaveLength(1);
    expect(await scene.nights()).toHaveLength(1);
    await expectWhole(scene, 6);
  });

  it('is begun anew where that is asked for', async () => {
    await using scene = await killedNight(2);
    await scene.killAfter(3);

    const fresh = scene.nightly('--fresh');
    await fresh.said(/nightly of fleet/);
    fresh.kill('SIGKILL');
    const { stderr } = await fresh.ended;
    await scene.killAfter(3);
    const last = await scene.nightly('--fresh').ended;

    expect(stderr).toMatch(/the night '\S+' was not finished, and is given up: all begins anew, as it was asked for\n/);
    expect(last.code, last.stdout + last.stderr).toBe(0);
    expect((await scene.nights()).at(-1)).toMatchObject({ end: { outcome: 'promoted' }, tally: { reused: 0 } });
    expect((await scene.nights()).every(({ end }) => end !== undefined)).toBe(true);
  });
});

it('a night that somebody interrupts exits with 130, leaves nothing, and is gone on with', async () => {
  await using scene = await killedNight(4, 3);
  const first = scene.nightly();
  await first.said(/(PASS[\s\S]*){2}/);
  first.kill('SIGTERM');

  const { code, stdout } = await first.ended;
  const left = await scene.leftovers();
  const [night] = await scene.nights();
  await scene.release();
  const second = await scene.nightly().ended;

  expect(code, stdout).toBe(130);
  expect(stdout).toMatch(/^INTERRUPTED /m);
  expect(left).toEqual([]);
  expect(night?.end?.outcome).toBe('interrupted');
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(await scene.nights()).toHaveLength(1);
  await expectWhole(scene, 4);
});

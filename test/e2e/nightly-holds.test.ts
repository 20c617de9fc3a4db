import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nightScene, type NightScene } from '../support/night-scene.ts';

interface WrittenHold {
  readonly most?: string;
  readonly expires?: string;
}

function hold(scene: NightScene, name: string, { most = '1', expires = '2100-01-01' }: WrittenHold = {}): void {
  const text = `package: ${name}\nmost: "${most}"\nreason: it crashes\nauthor: jane\ncreated: 2020-01-01\n`;
  scene.write(`holds/${name}.yml`, `${text}expires: ${expires}\n`);
}

/** Two nights of packages; the first is promoted, the second is in the mirror. */
async function secondNight(): Promise<NightScene> {
  const scene = await nightScene({ packages: [{ name: 'lib', version: '1' }, { name: 'cron' }] });
  await scene.nightly();
  await scene.moveMirror([{ name: 'lib', version: '2' }, { name: 'cron' }]);
  return scene;
}

function snapshots(scene: NightScene): readonly string[] {
  return readdirSync(join(scene.directory, 'mirror/snapshots')).toSorted();
}

it('tests its snapshot without what is held back, says so in one line, and promotes that', async () => {
  await using scene = await secondNight();
  hold(scene, 'lib');

  const { code, stdout } = await scene.nightly();

  const night = scene.nights().at(-1);
  const id = night?.snapshot?.id ?? '';
  expect(code, stdout).toBe(0);
  expect(id).toMatch(/^\d{8}T\d{6}\.held-[0-9a-f]{8}$/);
  expect(stdout).toMatch(
    new RegExp(
      `snapshot .*${id}, new.*; made from ${id.split('.')[0]} without what is held back: lib \\(1 at most\\): it crashes \\(hold 'lib'\\)`,
    ),
  );
  expect(await scene.stable()).toBe(id);
  expect(night?.holds).toEqual([
    {
      name: 'lib',
      package: 'lib',
      most: '1',
      reason: 'it crashes',
      author: 'jane',
      expires: '2100-01-01T00:00:00.000Z',
    },
  ]);
  const page = scene.read(`.saltern/site/nights/${night?.night}.html`);
  expect(page).toContain('Held back');
  expect(page).toContain('it crashes');
  expect(scene.read(`.saltern/site/snapshots/${id}.html`)).toMatch(/made from .*solver: dnf 4\S* in here/s);
  expect((await scene.saltern(['gate', 'status'])).stdout).toContain('the newest, 1 of 1 requirements met');
  expect((await scene.saltern(['gate', 'log'])).stdout).toContain("with holds: 'lib'");
  expect((await scene.saltern(['snapshot', 'show', id])).stdout).toMatch(/derived from .*solver: dnf 4.* in here/s);
});

it('has nothing to do where neither the mirrors nor the holds changed, and derives nothing anew', async () => {
  await using scene = await secondNight();
  hold(scene, 'lib');
  await scene.nightly();
  const before = snapshots(scene);

  const again = await scene.nightly();
  const coming = await scene.nightly('--dry-run');

  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
  expect(coming.stdout).toContain('nothing to do');
  expect(snapshots(scene)).toEqual(before);
});

it('goes back to what the mirrors have once the hold has ended', async () => {
  await using scene = await secondNight();
  hold(scene, 'lib');
  await scene.nightly();
  hold(scene, 'lib', { expires: '2021-01-01' });

  const { code, stdout } = await scene.nightly();

  expect(code, stdout).toBe(0);
  expect(await scene.stable()).toMatch(/^\d{8}T\d{6}$/);
  expect(scene.nights().at(-1)?.holds).toBeUndefined();
});

it('takes back by a newer snapshot what was promoted before somebody held it', async () => {
  await using scene = await secondNight();
  await scene.nightly();
  const bad = await scene.stable();
  hold(scene, 'lib');

  const { code, stdout } = await scene.nightly();

  expect(code, stdout).toBe(0);
  expect(await scene.stable()).toMatch(new RegExp(`^${bad}\\.held-`));
});

it('goes on after a kill with the snapshot that it had made', async () => {
  await using scene = await secondNight();
  hold(scene, 'lib');
  await scene.nightly('--no-promote');
  const [last] = scene.nights().slice(-1);
  const { end: _end, ...night } = { ...last, steps: last?.steps.slice(0, 1) };
  scene.write(`.saltern/nights/${night.night}.json`, JSON.stringify(night));
  const before = snapshots(scene);

  const { code, stdout } = await scene.nightly();

  expect(code, stdout).toBe(0);
  expect(stdout).toContain(`goes on with the night ${night.night}`);
  expect(snapshots(scene)).toEqual(before);
  expect(await scene.stable()).toBe(night.snapshot?.id);
});

it('says before it begins what would be held back', async () => {
  await using scene = await secondNight();
  await scene.saltern(['snapshot', 'create']);
  hold(scene, 'lib');

  const { stdout } = await scene.nightly('--dry-run');

  expect(stdout).toContain("held back lib (1 at most): it crashes (hold 'lib')");
});

it('warns of a hold that holds nothing, and goes on', async () => {
  await using scene = await secondNight();
  hold(scene, 'lbi');
  hold(scene, 'cron', { most: '7' });

  const { code, stdout } = await scene.nightly();

  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(
    /! snapshot .*hold 'lbi' holds nothing: \S+ has no package 'lbi'; hold 'cron' has nothing to hold back/,
  );
  expect(await scene.stable()).toBe(scene.nights().at(-1)?.snapshot?.id);
});

it('tests what the mirrors have where something could not be installed without it, and the gate refuses that', async () => {
  await using scene = await secondNight();
  await scene.moveMirror([
    { name: 'lib', version: '2' },
    { name: 'cron', version: '2', requires: ['lib >= 2'] },
  ]);
  const before = await scene.stable();
  hold(scene, 'lib');

  const { code, stdout, stderr } = await scene.nightly();

  expect(code, stdout).toBe(1);
  expect(stdout).toMatch(
    /! snapshot .*not held back, so the gate will refuse it: lib \(1 at most\): it crashes \(hold 'lib'\)/,
  );
  expect(stdout).toMatch(/'cron-2-1\.noarch' cannot be installed: nothing provides lib >= 2/);
  expect(stderr + stdout).toContain("With the hold 'lib'");
  expect(scene.nights().at(-1)).toMatchObject({ end: { outcome: 'refused' }, tally: { pass: 1 } });
  expect(stdout).toContain('held back by jane (1 at most)');
  expect(await scene.stable()).toBe(before);
});

it('leaves the snapshot as it is where the project says so, or names one', async () => {
  await using scene = await secondNight();
  hold(scene, 'lib');
  const before = snapshots(scene);
  await scene.saltern(['snapshot', 'create']);

  const named = await scene.nightly('--snapshot', 'latest');
  scene.write('saltern.yml', `${scene.read('saltern.yml')}nightly: { derive: false }\n`);
  const plain = await scene.nightly();

  expect(named).toMatchObject({ code: 1, stdout: expect.stringContaining("(hold 'lib')") });
  expect(plain).toMatchObject({ code: 1, stdout: expect.stringContaining("(hold 'lib')") });
  expect(snapshots(scene)).toHaveLength(before.length + 1);
});

it('what was made by hand, and no night tested, says on its page what changed to it', async () => {
  await using scene = await secondNight();
  const id = (await scene.stable()) ?? '';
  const made = await scene.saltern(['snapshot', 'derive', id, '--label', 'shown', '--hold', 'cron']);

  const said = await scene.saltern(['site']);

  expect([made, said]).toMatchObject([{ code: 0 }, { code: 0 }]);
  const page = scene.read(`.saltern/site/snapshots/${id}.shown.html`);
  expect(page).toMatch(new RegExp(`<h2>Changed since <a href="[^"]*/${id}\\.html">${id}</a></h2>\\s*<p>1 removed</p>`));
  expect(page).toContain('cron');
  // What was taken, and not made from another, has no such parent.
  expect(scene.read(`.saltern/site/snapshots/${id}.html`)).not.toContain('Changed since');
});

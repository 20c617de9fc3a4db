import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Freeze } from '../../src/contract/gate-records.ts';
import { sitePaths } from '../../src/contract/site-paths.ts';
import { nightScene, type NightScene } from '../support/night-scene.ts';

/** What was promoted and fails afterwards is good for nobody any more. */
const ALL = "require: [{ suites: '*', platforms: '*' }]";

interface Shop extends NightScene {
  /** From now on the instance fails, or passes again, with nothing else changed. */
  breaks(isBroken: boolean): void;
  /** What stands in a folder of the root. */
  records(folder: 'freezes' | 'taints'): readonly unknown[];
}

async function shop(more = ''): Promise<Shop> {
  const broken = join(mkdtempSync(join(tmpdir(), 'saltern-tainted-')), 'broken');
  const suites = { default: { checks: { command: { [`test ! -e ${broken}`]: { 'exit-status': 0 } } } } };
  const scene = await nightScene({ suites, policy: `channels: { stable: { ${ALL}${more} } }\n` });
  return {
    ...scene,
    breaks: (isBroken) => (isBroken ? writeFileSync(broken, '') : rmSync(broken, { force: true })),
    records: (folder) => {
      const path = join(scene.directory, 'mirror', folder);
      if (!existsSync(path)) return [];
      return readdirSync(path).map((name) => JSON.parse(scene.read(`mirror/${folder}/${name}`)));
    },
  };
}

/** A snapshot that was tested and promoted; gives its id. */
async function promoted(scene: Shop): Promise<string | undefined> {
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);
  await scene.saltern(['promote']);
  return await scene.stable();
}

it('content that fails after its promotion is tainted for good, and its channel frozen', async () => {
  await using scene = await shop();
  const id = await promoted(scene);
  scene.breaks(true);
  await scene.saltern(['test']);

  const found = await scene.saltern(['gate', 'check']);
  scene.breaks(false);
  await scene.saltern(['test']);
  const later = await scene.saltern(['gate', 'check']);

  expect(found.stderr).toContain(`'${id}' is tainted, it failed after it had been promoted: demo-default-here: `);
  expect(found.stderr).toContain(`stable stays at ${id}, and is frozen`);
  // The reason once for the requirement and once for the taint, of which the freeze is only told by name.
  expect(found.stdout.match(/it passed before/g)).toHaveLength(1);
  expect(later.stderr).not.toContain('tainted');
  expect(scene.records('taints')).toMatchObject([
    { snapshot: id, channel: 'stable', instances: ['demo-default-here'] },
  ]);
  expect(scene.records('freezes')).toMatchObject([
    { channel: 'stable', reason: `'${id}' is tainted: demo-default-here` },
  ]);
});

it('where the policy says so the channel goes back to where it was before, and is frozen there', async () => {
  await using scene = await shop(', after-failure: rollback');
  const good = await promoted(scene);
  await scene.moveMirror([{ name: 'alpha', version: '2.0' }]);
  const bad = await promoted(scene);
  scene.breaks(true);
  await scene.saltern(['test']);
  scene.breaks(false);

  const found = await scene.saltern(['gate', 'check']);

  expect(bad).not.toBe(good);
  expect(found.stderr).toContain(`'${bad}' is tainted`);
  expect(found.stderr).toContain(`stable is back at ${good}, and is frozen`);
  expect(await scene.stable()).toBe(good);
});

it('where there is nowhere to go back to, that is said, and the channel is frozen', async () => {
  await using scene = await shop(', after-failure: rollback');
  const id = await promoted(scene);
  scene.breaks(true);
  await scene.saltern(['test']);

  const found = await scene.saltern(['gate', 'check']);

  expect(found.stderr).toContain(`stable stays at ${id}, and is frozen; it could not go back: `);
  expect(scene.records('freezes')).toHaveLength(1);
});

it.each([
  ['that is over', '1m', 2],
  ['that is over some time later', '2d', 0],
])('a freeze %s is not taken for the one that a taint needs', async (_, until, minutes) => {
  await using scene = await shop();
  await promoted(scene);
  await scene.saltern(['freeze', '--channel', 'stable', '--reason', 'lunch', '--until', until]);
  scene.breaks(true);
  await scene.saltern(['test']);

  await scene.saltern(['gate', 'check'], { at: Date.now() + minutes * 60_000 });

  const [freeze] = scene.records('freezes') as readonly Freeze[];
  expect(freeze).toMatchObject({ channel: 'stable', reason: expect.stringContaining('tainted') });
  expect(freeze?.until).toBeUndefined();
});

it('a suite that was edited since says nothing of the content', async () => {
  await using scene = await shop();
  await promoted(scene);
  scene.write('saltern.yml', scene.read('saltern.yml').replace('exit-status: 0', 'exit-status: 1'));
  const tested = await scene.saltern(['test']);

  const found = await scene.saltern(['gate', 'check']);

  expect(tested.code).toBe(1);
  expect(found.stdout).toContain('FAIL');
  expect(found.stderr).not.toContain('tainted');
  expect(scene.records('taints')).toEqual([]);
});

it('a night that finds it says so on its line, in its record and on its page', async () => {
  await using scene = await shop();
  await scene.nightly();
  const id = await scene.stable();
  scene.breaks(true);

  const { stdout } = await scene.nightly('--force');

  expect(stdout).toMatch(new RegExp(`^ ! gate .*'${id}' is tainted`, 'm'));
  const night = scene.nights().at(-1);
  expect(night?.tainted).toMatchObject({ snapshot: id, instances: ['demo-default-here'] });
  expect(scene.read(`.saltern/site/${sitePaths.night(night?.night ?? '')}`)).toContain('is tainted');
});

it('the pages say so: it is good no longer, its channel is frozen, and its own page has why', async () => {
  await using scene = await shop();
  await scene.nightly();
  const id = (await scene.stable()) ?? '';
  const good = scene.read('.saltern/site/index.html');
  scene.breaks(true);

  await scene.nightly('--force');

  const index = scene.read('.saltern/site/index.html');
  expect(good).toContain('<dt>last good</dt>');
  expect(index).not.toContain('<dt>last good</dt>');
  expect(index).toMatch(new RegExp(`! stable is frozen by .*${id}\\S* is tainted: demo-default-here`));
  expect(scene.read(`.saltern/site/${sitePaths.snapshot(id)}`)).toMatch(
    /✗ tainted: failed after its promotion to stable, on .*: demo-default-here: check /,
  );
});

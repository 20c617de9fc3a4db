import { execFileSync } from 'node:child_process';
import { existsSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

/* Ways by which a channel, or what moves with it, could come to content that nobody let through. */

/** `first` was promoted, then `second`; `third` was never tested. */
async function threeSnapshots(): Promise<{ readonly scene: SwitchedScene; readonly ids: readonly string[] }> {
  const scene = await switchedScene();
  const ids: string[] = [];
  for (const version of ['1', '2', '3']) {
    await scene.moveMirror([{ name: 'alpha', version }]);
    ids.push(await scene.create());
    if (version === '3') break;
    await scene.test('pass');
    await scene.saltern(['promote']);
  }
  return { scene, ids };
}

/** The whole of one snapshot under the name of another, as if it had been taken so. */
function replaceBy(scene: SwitchedScene, id: string, by: string): void {
  const line = `chmod -R u+w . && rm -rf ${id} && cp -a ${by} ${id} && sed -i s/${by}/${id}/g ${id}/*.json`;
  execFileSync('sh', ['-c', line], { cwd: join(scene.directory, 'mirror/snapshots') });
}

function setLink(scene: SwitchedScene, id: string): void {
  const line = `mkdir -p channels && ln -sfn ../snapshots/${id} channels/stable`;
  execFileSync('sh', ['-c', line], { cwd: join(scene.directory, 'mirror') });
}

describe('a rollback goes only where the gate let the channel go', () => {
  it.each([
    ['the one before', []],
    ['one that is named', ['--to']],
  ])('not to other content under the id of %s', async (_, to) => {
    const { scene, ids } = await threeSnapshots();
    await using __ = scene;
    const [first = '', second = '', third = ''] = ids;
    replaceBy(scene, first, third);

    const argv = ['rollback', '--reason', 'x', ...to.flatMap((flag) => [flag, first])];
    const { code, stderr } = await scene.saltern(argv);

    expect([code, stderr]).toEqual([1, expect.stringContaining(`never at '${first}' with this content`)]);
    expect(await scene.stable()).toBe(second);
  });

  it('not to one where a hand had put it between two promotions', async () => {
    const { scene, ids } = await threeSnapshots();
    await using _ = scene;
    const [first = '', second = '', third = ''] = ids;
    setLink(scene, third);
    await scene.saltern(['promote', '--snapshot', second, '--to-older', 'back to what passed']);

    const { code, stderr } = await scene.saltern(['rollback', '--reason', 'x']);

    expect([code, stderr]).toEqual([1, expect.stringContaining(`never at '${third}' with this content`)]);
    expect(await scene.stable()).toBe(second);
    expect((await scene.saltern(['rollback', '--to', first, '--reason', 'x'])).code).toBe(0);
  });

  it.each([
    ['edited', (_line: string, forged: string) => [forged]],
    ['put in', (line: string, forged: string) => [line, forged]],
  ])('not to one of which only a line that was %s says that it was there', async (_, forge) => {
    const { scene, ids } = await threeSnapshots();
    await using __ = scene;
    const [first = '', second = '', third = ''] = ids;
    const log = scene.read('mirror/audit.ndjson').split('\n');
    const at = log.findIndex((line) => line.includes('"result":"promoted"'));
    const [own = ''] = log.splice(at, 1);
    const digestOf = (id: string): string =>
      (JSON.parse(scene.read(`mirror/snapshots/${id}/summary.json`)) as { readonly digest: string }).digest;
    const forged = own.replaceAll(first, third).replaceAll(digestOf(first), digestOf(third));
    scene.write('mirror/audit.ndjson', log.toSpliced(at, 0, ...forge(own, forged)).join('\n'));

    const { code, stderr } = await scene.saltern(['rollback', '--to', third, '--reason', 'x']);

    expect(forged).not.toBe(own);
    expect([code, stderr]).toEqual([1, expect.stringContaining('the log of decisions is not what was written')]);
    expect(await scene.stable()).toBe(second);
  });

  it('to where it was before its first promotion, while that is what it was then', async () => {
    await using scene = await switchedScene();
    const first = await scene.create();
    setLink(scene, first);
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    const second = await scene.create();
    await scene.test('pass');
    await scene.saltern(['promote']);

    const back = await scene.saltern(['rollback', '--reason', 'x']);
    await scene.saltern(['rollback', '--to', second, '--reason', 'x']);
    await scene.moveMirror([{ name: 'alpha', version: '3' }]);
    replaceBy(scene, first, await scene.create());
    const again = await scene.saltern(['rollback', '--reason', 'x']);

    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining(`stable is back at ${first}`)]);
    expect([again.code, await scene.stable()]).toEqual([1, second]);
  });
});

describe('what a channel was taken back from', () => {
  it('is not promoted to it by the next night, nor is it last-good, until somebody takes the channel there again', async () => {
    const { scene, ids } = await threeSnapshots();
    await using _ = scene;
    const [first = '', second = ''] = ids;
    await scene.saltern(['rollback', '--reason', 'the partner is down since'], { user: 'joe@ops' });

    const again = await scene.saltern(['promote', '--snapshot', second]);
    const good = await scene.saltern(['last-good', '--json']);

    const why = /joe@ops took stable back from it on .*: the partner is down since/;
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(why)]);
    expect(JSON.parse(good.stdout)).toMatchObject({ snapshot: { id: first } });
    expect(await scene.stable()).toBe(first);
    expect((await scene.saltern(['gate', 'explain', 'latest'])).stdout).toContain('the same');

    await scene.saltern(['rollback', '--to', second, '--reason', 'it was the partner alone']);

    expect((await scene.saltern(['gate', 'check', '--snapshot', second])).code).toBe(0);
    expect(JSON.parse((await scene.saltern(['last-good', '--json'])).stdout)).toMatchObject({
      snapshot: { id: second },
    });
  });

  it('holds up no other content', async () => {
    const { scene, ids } = await threeSnapshots();
    await using _ = scene;
    await scene.saltern(['rollback', '--reason', 'x']);
    await scene.test('pass');

    expect((await scene.saltern(['promote'])).code).toBe(0);
    expect(await scene.stable()).toBe(ids[2]);
  });
});

describe('an older snapshot is not promoted unasked', () => {
  it.each([
    ['was taken away', 'rm channels/stable'],
    ['was put back', 'ln -sfn ../snapshots/FIRST channels/stable'],
  ])('after the link of the channel %s by a hand', async (_, line) => {
    const { scene, ids } = await threeSnapshots();
    await using __ = scene;
    const [first = '', second = ''] = ids;
    await scene.saltern(['test', '--snapshot', 'latest']);
    await scene.saltern(['promote']);
    execFileSync('sh', ['-c', line.replace('FIRST', first)], { cwd: join(scene.directory, 'mirror') });
    const before = await scene.stable();

    const { code, stderr } = await scene.saltern(['promote', '--snapshot', second]);

    expect([code, stderr]).toEqual([1, expect.stringContaining('the log has stable at the newer snapshot')]);
    expect(await scene.stable()).toBe(before);
    const wanted = await scene.saltern(['promote', '--snapshot', second, '--to-older', 'it is what we want']);
    expect(wanted).toMatchObject({ code: 0 });
  });
});

const targets = { more: { targets: { stable: [{ directory: { path: 'www' } }] } }, files: { 'www/.keep': '' } };

/** Where the target is; undefined: nowhere. */
function www(scene: SwitchedScene): string | undefined {
  const link = join(scene.directory, 'www/stable');
  return existsSync(link) ? basename(readlinkSync(link)) : undefined;
}

describe('a target that is new, or that somebody took away, is not brought to where its channel is', () => {
  it.each<[string, (scene: SwitchedScene) => Promise<unknown>, RegExp]>([
    [
      'when that is tainted, though it passes again',
      async (scene) => {
        await scene.test('fail');
        await scene.saltern(['gate', 'check']);
        await scene.saltern(['unfreeze', '--channel', 'stable']);
        await scene.test('pass');
      },
      /its targets stay where they are: its content failed after it had been promoted/,
    ],
    [
      'when all is frozen',
      (scene) => scene.saltern(['freeze', '--reason', 'the shop is full']),
      /its targets stay where they are: every channel is frozen .* the shop is full/,
    ],
    [
      'when the log is not what was written',
      async (scene) =>
        scene.write('mirror/audit.ndjson', scene.read('mirror/audit.ndjson').replace('"by":"', '"by":"x')),
      /its targets stay where they are: the log of decisions cannot be trusted/,
    ],
  ])('%s', async (_, stop, why) => {
    await using scene = await switchedScene(targets);
    await scene.create();
    await scene.test('pass');
    await scene.saltern(['promote']);
    await stop(scene);
    rmSync(join(scene.directory, 'www/stable'));

    const { stderr } = await scene.saltern(['promote']);

    expect(stderr).toMatch(why);
    expect(www(scene)).toBeUndefined();
  });
});

it('a record of a move that never was brings no target elsewhere than where its channel is', async () => {
  await using scene = await switchedScene(targets);
  const first = await scene.create();
  await scene.test('pass');
  await scene.saltern(['promote']);
  await scene.moveMirror([{ name: 'alpha', version: '2' }]);
  const second = await scene.create();
  const file = 'mirror/moves/stable/move.json';
  const forged = { state: 'begun', from: { id: second, digest: 'x' }, to: { id: '20200101T000000', digest: 'x' } };
  scene.write(file, JSON.stringify({ ...(JSON.parse(scene.read(file)) as object), ...forged }));

  await scene.saltern(['promote']);

  expect([www(scene), await scene.stable()]).toEqual([first, first]);
});

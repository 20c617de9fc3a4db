import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

const HOUR = 3_600_000;
const NIGHT = Date.UTC(2026, 10, 26, 1, 30);

interface TwoNights {
  readonly scene: SwitchedScene;
  /** Both tested and passed; the channel is at the first. */
  readonly first: string;
  readonly second: string;
}

/** Two good snapshots of other content, the channel at the first; `cobbler` is where its target is. */
async function twoNights(targets: readonly unknown[] = [{ cobbler: { path: 'cobbler' } }]): Promise<TwoNights> {
  const { scene, first } = await oneNight(targets);
  await scene.moveMirror([{ name: 'alpha', version: '2' }]);
  const second = await scene.create({ at: NIGHT + HOUR });
  await scene.test('pass', { at: NIGHT + HOUR });
  return { scene, first, second };
}

async function oneNight(targets: readonly unknown[] = []): Promise<Omit<TwoNights, 'second'>> {
  const scene = await switchedScene({ more: { targets: { stable: targets } } });
  for (const folder of ['cobbler', 'www']) mkdirSync(join(scene.directory, folder));
  const first = await scene.create({ at: NIGHT });
  await scene.test('pass', { at: NIGHT });
  await scene.saltern(['promote'], { at: NIGHT });
  return { scene, first };
}

const linkOf = (scene: SwitchedScene, path: string): string => readlinkSync(join(scene.directory, path));
const at = { at: NIGHT + 2 * HOUR };

describe('a channel and its targets', () => {
  it('move together, and the words on the screen and in the log name each target', async () => {
    const { scene, second } = await twoNights([{ cobbler: { path: 'cobbler' } }, { directory: { path: 'www' } }]);
    await using _ = scene;

    const { code, stdout, stderr } = await scene.saltern(['promote'], at);

    expect([code, stdout]).toEqual([0, expect.stringContaining(`stable is now at ${second}`)]);
    expect(stderr).toContain(`cobbler '${join(scene.directory, 'cobbler')}/{member}' is at ${second}`);
    expect(linkOf(scene, 'cobbler/base')).toBe(join(scene.directory, 'mirror/snapshots', second, 'base'));
    expect(linkOf(scene, 'www/stable')).toBe(join(scene.directory, 'mirror/snapshots', second));
    expect(scene.read('mirror/audit.ndjson')).toContain('"action":"move"');
  });

  it('stay where they are when the last target refuses: exit 3, and the log takes its word back', async () => {
    const { scene, first } = await twoNights([{ cobbler: { path: 'cobbler' } }, { hook: { command: ['false'] } }]);
    await using _ = scene;
    // The first night could not be promoted either: nothing is anywhere.
    expect(await scene.stable()).toBeUndefined();
    expect(() => lstatSync(join(scene.directory, 'cobbler/base'))).toThrow('ENOENT');

    const { code, stderr } = await scene.saltern(['promote'], at);

    expect([code, stderr]).toEqual([3, expect.stringContaining("The target 'false' ended with exit code 1")]);
    expect(await scene.stable()).toBeUndefined();
    expect(scene.read('mirror/audit.ndjson')).toContain('it was not moved');
    expect(first).toMatch(/^\d/);
  });

  it('do not replace a real folder that has the name of a link', async () => {
    const { scene, first, second } = await twoNights();
    await using _ = scene;
    rmSync(join(scene.directory, 'cobbler/base'));
    mkdirSync(join(scene.directory, 'cobbler/base'));
    writeFileSync(join(scene.directory, 'cobbler/base/precious'), 'mine');

    const { code, stderr } = await scene.saltern(['promote'], at);

    expect([code, stderr]).toEqual([3, expect.stringContaining("has something else than a link at '")]);
    expect(readFileSync(join(scene.directory, 'cobbler/base/precious'), 'utf8')).toBe('mine');
    expect([await scene.stable(), second > first]).toEqual([first, true]);
  });

  it('come together again when somebody turned a link by hand', async () => {
    const { scene, first } = await twoNights();
    await using _ = scene;
    rmSync(join(scene.directory, 'cobbler/base'));
    symlinkSync('/nowhere', join(scene.directory, 'cobbler/base'));

    const { code, stderr } = await scene.saltern(['promote', '--snapshot', first], at);

    expect([code, stderr]).toEqual([0, expect.stringContaining(`is at ${first}`)]);
    expect(linkOf(scene, 'cobbler/base')).toBe(join(scene.directory, 'mirror/snapshots', first, 'base'));
  });

  it('do not move for a damaged record of the last move: exit 2, with what to do', async () => {
    const { scene, first } = await twoNights();
    await using _ = scene;
    scene.write('mirror/moves/stable/move.json', '{"version":1,"state":"do');

    const { code, stderr } = await scene.saltern(['promote'], at);

    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/record '.*move\.json' of the last move of 'stable' is damaged/),
    ]);
    expect(await scene.stable()).toBe(first);
  });

  it('do not move for a record of another channel', async () => {
    const { scene, first } = await twoNights();
    await using _ = scene;
    const record = scene.read('mirror/moves/stable/move.json');
    scene.write('mirror/moves/stable/move.json', record.replace('"channel": "stable"', '"channel": "other"'));

    const { code } = await scene.saltern(['promote'], at);

    expect([code, await scene.stable()]).toEqual([2, first]);
  });

  it.each([
    ['an unknown kind', [{ coblber: { path: 'x' } }], /unknown key 'coblber'; did you mean 'cobbler'/],
    [
      'two kinds in one',
      [{ cobbler: { path: 'x' }, hook: { command: ['true'] } }],
      /each target names one kind, and no more/,
    ],
    ['a hook without a command', [{ hook: { command: [] } }], /a program, and its arguments/],
    [
      'an image without a registry',
      [{ images: [{ from: 'app:new', to: 'app:stable' }] }],
      /an image with registry and tag/,
    ],
    [
      'an image for another registry',
      [{ images: [{ from: 'a.example/app:new', to: 'b.example/app:stable' }] }],
      /both in one registry/,
    ],
    [
      'a file outside the repository',
      [{ git: { repository: '/r', file: '../../etc/passwd' } }],
      /a path within the repository/,
    ],
    ['a link elsewhere', [{ cobbler: { path: 'x', name: '../{member}' } }], /without a slash/],
  ])('are refused with %s, with its place, before anything is done', async (_, targets, message) => {
    await using scene = await attackScene({ more: { targets: { stable: targets } } });

    const { code, stderr } = await scene.saltern(['promote']);

    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).toMatch(/saltern\.yml:\d+:\d+/);
  });
});

describe('a rollback', () => {
  it('goes back with its targets although nothing passes any more, and says so in the log', async () => {
    const { scene, first, second } = await twoNights();
    await using _ = scene;
    await scene.saltern(['promote'], at);
    scene.write('gate.yml', 'channels: {');

    const { code, stdout, stderr } = await scene.saltern(['rollback', '--reason', 'alpha 2 is broken'], at);

    expect([code, stdout]).toEqual([0, expect.stringContaining(`stable is back at ${first} (was ${second})`)]);
    expect(stderr).toContain('the gate could not be asked about it');
    expect(linkOf(scene, 'cobbler/base')).toContain(first);
    expect(scene.read('mirror/audit.ndjson')).toMatch(
      /"action":"rollback","result":"promoted","note":"alpha 2 is broken"/,
    );
  });

  it('is no way round the gate: a snapshot that the channel was never at is refused', async () => {
    const { scene, first, second } = await twoNights();
    await using _ = scene;

    const { code, stderr } = await scene.saltern(['rollback', '--to', second, '--reason', 'I want it'], at);

    expect([code, stderr]).toEqual([1, expect.stringContaining(`stable was never at '${second}' with this content`)]);
    expect(await scene.stable()).toBe(first);
  });

  it.each([
    ['no reason', ['rollback'], 2, /needs a reason/],
    ['an empty reason', ['rollback', '--reason', ' '], 2, /needs a reason/],
    ['nowhere to go', ['rollback', '--reason', 'x'], 2, /'stable' was nowhere before it came to '/],
    [
      'another channel',
      ['rollback', '--channel', 'candidate', '--reason', 'x'],
      2,
      /There is no channel 'candidate' that could go back/,
    ],
    [
      'a snapshot that is not there',
      ['rollback', '--to', '20200101T000000', '--reason', 'x'],
      2,
      /no snapshot or channel/,
    ],
  ])('with %s does nothing', async (_, argv, exit, message) => {
    const { scene, first } = await oneNight();
    await using __ = scene;

    const { code, stderr } = await scene.saltern(argv, at);

    expect([code, stderr]).toEqual([exit, expect.stringMatching(message)]);
    expect(await scene.stable()).toBe(first);
  });

  it('does not go to a snapshot whose packages were changed since', async () => {
    const { scene, first, second } = await twoNights();
    await using _ = scene;
    await scene.saltern(['promote'], at);
    const packages = join(scene.directory, 'mirror/snapshots', first, 'base/Packages');
    const [file = ''] = readdirSync(packages);
    chmodSync(join(packages, file), 0o644);
    truncateSync(join(packages, file), 100);

    const { code } = await scene.saltern(['rollback', '--reason', 'x'], at);

    expect([code, await scene.stable()]).toEqual([3, second]);
  });
});

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';

const HOUR_MS = 3_600_000;
const packages = [{ name: 'alpha' }];
const CHANNEL = 'mirror/channels/stable';

const ids = (scene: AttackScene): readonly string[] =>
  readdirSync(join(scene.directory, 'mirror/snapshots')).filter((name) => /^\d{8}T\d{6}$/.test(name));
const audit = (scene: AttackScene): readonly { readonly result: string; readonly note: string }[] =>
  scene
    .read('mirror/audit.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** One snapshot that passed, taken when the clock said `at`. */
async function testedScene(at?: number): Promise<AttackScene> {
  const scene = await attackScene({ packages });
  await scene.saltern(['snapshot', 'create'], at === undefined ? {} : { at });
  const tested = await scene.saltern(['test'], at === undefined ? {} : { at });
  expect(tested.code).toBe(0);
  return scene;
}

describe('ids of snapshots only grow', () => {
  it.each([
    ['an hour', HOUR_MS],
    ['a year', 365 * 24 * HOUR_MS],
    ['to the beginning of time', Date.now()],
  ])('where the clock went back %s, and it is said', async (_, back) => {
    const now = Date.now();
    await using scene = await testedScene(now);
    const [first = ''] = ids(scene);
    await scene.moveMirror([{ name: 'alpha', release: '2' }]);

    const created = await scene.saltern(['snapshot', 'create'], { at: now - back });

    expect(created.code).toBe(0);
    expect(created.stderr).toContain(`before the newest snapshot '${first}'`);
    expect(ids(scene)).toHaveLength(2);
    expect((ids(scene)[1] ?? '') > first).toBe(true);
    await scene.saltern(['test'], { at: now + HOUR_MS });
    await scene.saltern(['promote'], { at: now + HOUR_MS });
    expect(await scene.stable()).toBe(ids(scene)[1]);
  });

  it('where a folder of the future was never a snapshot, from the clock', async () => {
    await using scene = await attackScene({ packages });
    mkdirSync(join(scene.directory, 'mirror/snapshots/99990101T000000'), { recursive: true });

    await scene.saltern(['snapshot', 'create']);

    expect(ids(scene).filter((id) => id.startsWith('20'))).toHaveLength(1);
  });

  it('up to the last that there is, and then a sentence', async () => {
    await using scene = await testedScene(Date.parse('9999-12-31T23:59:59Z'));
    await scene.moveMirror([{ name: 'alpha', release: '2' }]);

    const created = await scene.saltern(['snapshot', 'create']);

    expect(created).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No snapshot can follow '99991231T235959'"),
    });
  });
});

describe('a snapshot of the future is not promoted', () => {
  it.each([
    ['by a clock that was a day ahead', '2099-01-02T00:00:00Z', 24 * HOUR_MS],
    ['by a clock that was decades ahead', '2099-01-01T00:00:00Z', 60 * 365 * 24 * HOUR_MS],
  ])('made %s', async (_, time, ahead) => {
    const wrong = Date.parse(time);
    await using scene = await attackScene({ packages });
    await scene.saltern(['snapshot', 'create'], { at: wrong });
    await scene.saltern(['test'], { at: wrong - ahead });

    const checked = await scene.saltern(['gate', 'check'], { at: wrong - ahead + 1000 });
    const promoted = await scene.saltern(['promote'], { at: wrong - ahead + 1000 });

    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/^REJECT[\s\S]*is of the future/);
    expect(promoted.code).toBe(1);
    expect(promoted.stderr).toContain('is of the future');
    expect(promoted.stdout).not.toContain('PROMOTE');
    expect(await scene.stable()).toBeUndefined();
  });

  it('and one that got through all the same is left on purpose, with the reason in the log', async () => {
    const wrong = Date.parse('2099-01-01T00:00:00Z');
    await using scene = await testedScene(wrong);
    await scene.saltern(['promote'], { at: wrong });
    rmSync(join(scene.directory, '.saltern'), { recursive: true });
    await scene.moveMirror([{ name: 'alpha', release: '2' }]);
    // Somebody removed the wrong one; the channel still points to it.
    const folder = join(scene.directory, 'mirror/snapshots', ids(scene)[0] ?? '');
    await openSnapshotRoot({ path: join(scene.directory, 'mirror'), signal: new AbortController().signal }).list();
    rmSync(join(folder, 'manifest.json'));
    rmSync(join(folder, 'summary.json'));
    const created = await scene.saltern(['snapshot', 'create']);
    const tested = await scene.saltern(['test']);

    const plain = await scene.saltern(['promote']);
    const meant = await scene.saltern(['promote', '--to-older', 'made by a clock of 2099']);

    expect([created.code, tested.code]).toEqual([0, 0]);
    expect(plain.code).toBe(1);
    expect(plain.stderr).toContain("which is not there; to move it all the same, use '--to-older REASON'");
    expect(meant.code).toBe(0);
    expect(audit(scene).at(-1)).toMatchObject({ result: 'promoted', note: 'made by a clock of 2099' });
  });
});

describe('a channel goes back to an older snapshot', () => {
  async function twoNights(): Promise<AttackScene & { readonly older: string; readonly newer: string }> {
    const scene = await testedScene();
    await scene.moveMirror([{ name: 'alpha', release: '2' }]);
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);
    await scene.saltern(['promote']);
    const [older = '', newer = ''] = ids(scene);
    expect(await scene.stable()).toBe(newer);
    return { ...scene, older, newer };
  }

  it('only with --to-older and a reason', async () => {
    await using scene = await twoNights();

    const plain = await scene.saltern(['promote', '--snapshot', scene.older]);
    const empty = await scene.saltern(['promote', '--snapshot', scene.older, '--to-older', ' ']);
    const afterBoth = await scene.stable();
    const meant = await scene.saltern(['promote', '--snapshot', scene.older, '--to-older', 'alpha 2 loses time']);

    expect([plain.code, empty.code, meant.code]).toEqual([1, 2, 0]);
    expect(empty.stderr).toContain('needs a reason');
    expect(afterBoth).toBe(scene.newer);
    expect(await scene.stable()).toBe(scene.older);
    expect(audit(scene).at(-1)).toMatchObject({ result: 'promoted', note: 'alpha 2 loses time' });
  });

  it('only when the gate says promote of that one, whatever the reason', async () => {
    await using scene = await twoNights();
    rmSync(join(scene.directory, '.saltern/evidence', scene.older), { recursive: true });

    const meant = await scene.saltern(['promote', '--snapshot', scene.older, '--to-older', 'please']);

    expect(meant.code).toBe(1);
    expect(await scene.stable()).toBe(scene.newer);
  });
});

describe('a name that means something else', () => {
  it.each(['20261126T071258', '20261126T071258.hold-chrony', 'latest', 'none'])(
    'is no channel in a policy: %s',
    async (name) => {
      await using scene = await attackScene({
        packages,
        policy: `channels: { ${name}: { require: [{ suites: '*', platforms: '*' }] } }\n`,
      });
      await scene.saltern(['snapshot', 'create']);

      const judged = await scene.saltern(['gate', 'check', '--channel', name]);

      expect(judged.code).toBe(2);
      expect(judged.stderr).toMatch(/gate\.yml:1:13 {2}'.*' cannot be a channel's name/);
    },
  );

  it('does not lead from one snapshot to another, also where somebody made such a link by hand', async () => {
    await using scene = await testedScene();
    const [tested = ''] = ids(scene);
    await scene.moveMirror([{ name: 'alpha', release: '2' }]);
    await scene.saltern(['snapshot', 'create']);
    const untested = ids(scene)[1] ?? '';
    mkdirSync(join(scene.directory, 'mirror/channels'));
    symlinkSync(`../snapshots/${tested}`, join(scene.directory, 'mirror/channels', untested));

    const promoted = await scene.saltern(['promote', '--snapshot', untested]);

    expect(promoted.code).toBe(1);
    expect(promoted.stdout).toContain('MISSING');
    expect(await scene.stable()).toBeUndefined();
  });
});

describe('what has the name of a channel and is none is named, and nothing is moved', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a folder', (path) => mkdirSync(path, { recursive: true }), 'is a folder'],
    ['a file', (path) => writeFileSync(path, 'x'), 'is a file'],
    ['a link elsewhere', (path) => symlinkSync('/tmp', path), "is a link to '/tmp'"],
    ['a link to itself', (path) => symlinkSync('stable', path), "is a link to 'stable'"],
    [
      'a link to a snapshot of another root',
      (path) => symlinkSync('/elsewhere/snapshots/20261122T013000', path),
      'which is no snapshot of this root',
    ],
  ])('%s', async (_, make, what) => {
    await using scene = await testedScene();
    mkdirSync(join(scene.directory, 'mirror/channels'));
    make(join(scene.directory, CHANNEL));
    const before = lstatSync(join(scene.directory, CHANNEL)).ino;

    const promoted = await scene.saltern(['promote']);
    const created = await scene.saltern(['snapshot', 'create']);
    const tested = await scene.saltern(['test']);

    expect(promoted.code).toBe(2);
    expect(promoted.stderr).toContain(`${what}`);
    expect(promoted.stderr).not.toContain('defect');
    expect(lstatSync(join(scene.directory, CHANNEL)).ino).toBe(before);
    expect([created.code, tested.code]).toEqual([0, 0]);
    expect(tested.stderr).toContain(what);
  });

  it('a folder of channels that is a link elsewhere', async () => {
    await using scene = await testedScene();
    mkdirSync(join(scene.directory, 'elsewhere'));
    symlinkSync('../elsewhere', join(scene.directory, 'mirror/channels'));

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(2);
    expect(promoted.stderr).toContain("is a link to '../elsewhere'");
    expect(readdirSync(join(scene.directory, 'elsewhere'))).toEqual([]);
    expect((await scene.saltern(['test'])).code).toBe(0);
  });

  it('a file in place of the folder of channels', async () => {
    await using scene = await testedScene();
    writeFileSync(join(scene.directory, 'mirror/channels'), '');

    const promoted = await scene.saltern(['promote']);

    expect(promoted).toMatchObject({ code: 2, stderr: expect.stringContaining('channels') });
    expect(promoted.stderr).not.toContain('defect');
  });

  it('a channel that points to a snapshot that is gone: it is named, and the next one takes over', async () => {
    await using scene = await testedScene();
    mkdirSync(join(scene.directory, 'mirror/channels'));
    symlinkSync('../snapshots/20200101T000000', join(scene.directory, CHANNEL));

    const asked = await scene.saltern(['gate', 'check', '--snapshot', 'stable']);
    const judged = await scene.saltern(['gate', 'check']);
    const shown = await scene.saltern(['snapshot', 'show']);
    const promoted = await scene.saltern(['promote']);

    expect(asked.stderr).toContain("Channel 'stable' points to snapshot '20200101T000000', which is not in");
    expect([judged.code, shown.code, promoted.code]).toEqual([0, 0, 0]);
    expect(await scene.stable()).toBe(ids(scene)[0]);
  });
});

describe('what has the name of a snapshot and never was one stands in nobody’s way', () => {
  it.each<[string, (path: string) => void]>([
    ['an empty folder', (path) => mkdirSync(path)],
    ['a file', (path) => writeFileSync(path, '')],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    [
      'a folder with a repository and no manifest',
      (path) => {
        mkdirSync(join(path, 'base/repodata'), { recursive: true });
        writeFileSync(join(path, 'base/repodata/repomd.xml'), '');
      },
    ],
  ])('%s', async (_, make) => {
    await using scene = await attackScene({ packages });
    mkdirSync(join(scene.directory, 'mirror/snapshots'));
    make(join(scene.directory, 'mirror/snapshots/99990101T000000'));

    const codes = [];
    for (const argv of [['snapshot', 'create'], ['test'], ['gate', 'check'], ['promote']]) {
      const heard = await scene.saltern(argv);
      expect(heard.stderr).toContain('99990101T000000');
      codes.push(heard.code);
    }

    expect(codes).toEqual([0, 0, 0, 0]);
    expect(await scene.stable()).toMatch(/^20/);
  });

  it('while one whose summary was damaged is not passed over: it is trouble, until a new one was taken', async () => {
    await using scene = await testedScene();
    const file = join(scene.directory, 'mirror/snapshots', ids(scene)[0] ?? '', 'summary.json');
    rmSync(file);
    writeFileSync(file, '{');

    const before = await scene.saltern(['test']);
    const created = await scene.saltern(['snapshot', 'create']);
    const after = await scene.saltern(['test']);

    expect(before).toMatchObject({ code: 3, stderr: expect.stringContaining('summary.json cannot be read') });
    expect(created.stdout).toContain('created');
    expect(after.code).toBe(0);
  });
});

describe('a root that cannot be written is told in a sentence, and no channel moves', () => {
  it.each<[string, (root: string) => void, number, string]>([
    ['the log is a folder', (root) => replace(root, (file) => mkdirSync(file)), 2, 'it is a folder, not a file'],
    ['the log leads nowhere', (root) => replace(root, (file) => symlinkSync('/nowhere/log', file)), 2, 'ENOENT'],
    [
      'the log is a device',
      (root) => replace(root, (file) => symlinkSync('/dev/full', file)),
      2,
      'it is a device, not a file',
    ],
    [
      'the lock is a folder',
      (root) => {
        rmSync(join(root, '.lock'));
        mkdirSync(join(root, '.lock'));
      },
      2,
      '.lock',
    ],
    ['the lock holds something else', (root) => writeFileSync(join(root, '.lock'), 'x'.repeat(2000)), 2, '.lock'],
  ])('%s', async (_, damage, code, sentence) => {
    await using scene = await testedScene();
    damage(join(scene.directory, 'mirror'));

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(code);
    expect(promoted.stderr).toContain(sentence);
    expect(promoted.stderr).not.toMatch(/defect|\n\s+at /);
    expect(await scene.stable()).toBeUndefined();
  });

  it('the channel cannot be moved after the log was written: the log says so', async () => {
    await using scene = await testedScene();
    mkdirSync(join(scene.directory, 'mirror/channels/.stable.new/in-the-way'), { recursive: true });

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(2);
    expect(promoted.stderr).toContain("the channel 'stable' cannot be moved");
    expect(audit(scene).flatMap(({ result }) => result ?? [])).toEqual(['promoted', 'refused']);
    expect(audit(scene).at(-1)?.note).toContain('it was not moved');
    expect(existsSync(join(scene.directory, CHANNEL))).toBe(false);
  });

  it('the lock was removed while it was held, so that another got in: the first one stops', async () => {
    await using scene = await testedScene();
    const path = join(scene.directory, 'mirror');
    const root = openSnapshotRoot({ path, signal: new AbortController().signal });

    const first = root.lock(async (held) => {
      held.expectHeld();
      rmSync(join(path, '.lock'));
      await root.lock(() => root.moveChannel('stable', ids(scene)[0] ?? ''));
      held.expectHeld();
    });

    await expect(first).rejects.toMatchObject({ code: 'BUSY', message: expect.stringContaining('was removed while') });
    expect(readlinkSync(join(scene.directory, CHANNEL))).toContain('../snapshots/');
    expect(readFileSync(join(path, '.lock'))).toHaveLength(0);
  });
});

/** Something else in the place of the log. */
function replace(root: string, by: (file: string) => void): void {
  rmSync(join(root, 'audit.ndjson'));
  by(join(root, 'audit.ndjson'));
}

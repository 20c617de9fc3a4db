import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchedScene, SWITCHED, type SwitchedScene } from '../support/switched-scene.ts';

/* More of what got bad updates through elsewhere, tried through the command line; see `known-gates.test.ts`. */

const POLICY = "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";

let scene: SwitchedScene;
let first: string;

/** `first` passed and was promoted; what is newer was never tested. */
beforeAll(async () => {
  scene = await switchedScene({ policy: POLICY });
  first = await scene.create();
  await scene.test('pass');
  await scene.saltern(['promote']);
  await scene.moveMirror([{ name: 'alpha', version: '2' }]);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** All files below a folder, each with its bytes. */
function listTree(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return files.map((name) => [name, readFileSync(join(folder, name), 'base64')]);
}

async function expectStays(): Promise<void> {
  expect(await scene.stable()).toBe(first);
}

describe('a repository tool whose channel follows what is latest', () => {
  it('moves with each new snapshot: here only a promotion moves it (Pulp, Cobbler)', async () => {
    const second = await scene.create();

    expect(second > first).toBe(true);
    await expectStays();
  });

  it('changes what was promoted when another environment is built: here nothing in it changes (Uyuni)', async () => {
    const folder = join(scene.directory, 'mirror/snapshots', first);
    const before = listTree(folder);
    await scene.moveMirror([{ name: 'alpha', version: '3' }]);
    await scene.create();

    expect(before).not.toEqual([]);
    expect(listTree(folder)).toEqual(before);
  });
});

describe('a gate that is satisfied where it finds nothing to ask (Greenwave)', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    ['no policy for the channel', {}, ['--channel', 'edge'], /says nothing about the channel 'edge'/],
    ['no lane of that name', {}, ['--lane', 'quick'], /has no lane 'quick'/],
    ['a policy that cannot be read', { 'gate.yml': 'channels: {' }, [], /gate\.yml:\d+:\d+/],
    ['an empty policy', { 'gate.yml': '' }, [], /gate\.yml/],
    [
      'a key by which a package is left out',
      { 'gate.yml': POLICY.replace('}] }', "}], exclude: ['*'] }") },
      [],
      /unknown key 'exclude'/,
    ],
    [
      'a rule for another product',
      { 'gate.yml': POLICY.replace("platforms: '*'", "platforms: 'fedora-*'") },
      [],
      /no platform matches 'fedora-\*'/,
    ],
  ])('%s is exit 2', async (_, files, argv, message) => {
    for (const [path, text] of Object.entries(files)) scene.write(path, text);

    const { code, stderr } = await scene.saltern(['promote', ...argv]);
    scene.write('gate.yml', POLICY);

    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    await expectStays();
  });

  it('an outcome that it does not know: here that is a result which cannot be read (INFO)', async () => {
    await scene.test('pass');
    const names = readdirSync(join(scene.directory, '.saltern'), { recursive: true, encoding: 'utf8' });
    const own = names.filter((name) => name.includes('evidence') && name.includes(SWITCHED) && name.endsWith('.json'));
    const path = join('.saltern', own.toSorted().at(-1) ?? '');
    const text = scene.read(path);
    scene.write(path, text.replace(/"outcome": ?"pass"/, '"outcome":"info"'));

    const { code, stdout } = await scene.saltern(['promote']);
    scene.write(path, text);

    expect([code, stdout]).toEqual([1, expect.stringContaining('ERROR')]);
    await expectStays();
  });
});

describe('a switch beside the gate', () => {
  it.each(['FORCE', 'SALTERN_FORCE', 'DRY_RUN', 'SALTERN_SKIP', 'DO_NOT_GATE'])(
    'in the environment lets nothing through: %s (Hydra)',
    async (name) => {
      await scene.test('fail');

      const { code } = await scene.saltern(['promote'], { environment: { [name]: '1' } });

      expect(code).toBe(1);
      await expectStays();
    },
  );

  it.each(['--force', '--skip-checks', '--ignore-missing', '--yes'])(
    'on the command line is none: %s (Katello)',
    async (flag) => {
      const { code, stderr } = await scene.saltern(['promote', flag]);

      expect([code, stderr]).toEqual([2, expect.stringContaining(`unknown option '${flag}'`)]);
      await expectStays();
    },
  );
});

it('state that is kept in one place and overwritten: each line of the log stays as it was (Tumbleweed)', async () => {
  const log = () => readFileSync(join(scene.directory, 'mirror/audit.ndjson'), 'utf8');
  const before = log();

  await Promise.all([scene.saltern(['gate', 'check']), scene.saltern(['gate', 'check']), scene.saltern(['promote'])]);

  expect(log().startsWith(before)).toBe(true);
  expect(log().slice(before.length).trim().split('\n')).toHaveLength(3);
  expect(await scene.saltern(['audit', 'verify'])).toMatchObject({ code: 0 });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

/* A lane for what was derived asks for less: what was taken is not to pass for that. */

const POLICY = `channels:
  stable:
    require: [{ suites: '*', platforms: '*' }]
    soak: 7d
    lanes: { quick: { derived: true, soak: 0m } }
`;
const DAY = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00Z');
const at = start + 9 * DAY;

let scene: SwitchedScene;
let first: string;
let second: string;

beforeAll(async () => {
  scene = await switchedScene({ policy: POLICY });
  first = await scene.create({ at: start });
  await scene.test('pass', { at: start });
  await scene.saltern(['promote'], { at: start + 8 * DAY });
  await scene.moveMirror([{ name: 'alpha', version: '2' }]);
  second = await scene.create({ at });
  await scene.test('pass', { at });
});
afterAll(() => scene[Symbol.asyncDispose]());

function change(id: string, file: string): void {
  const digest = (JSON.parse(scene.read(`mirror/snapshots/${first}/summary.json`)) as { digest: string }).digest;
  const path = `mirror/snapshots/${id}/${file}`;
  const text = JSON.stringify({ ...JSON.parse(scene.read(path)), derivedFrom: { id: first, digest } });
  scene.write(path, text);
}

function shell(line: string): void {
  execFileSync('sh', ['-c', line], { cwd: join(scene.directory, 'mirror/snapshots') });
}

describe('a snapshot that was taken does not pass for a derived one', () => {
  it('by the promise of nobody', async () => {
    const { code, stdout } = await scene.saltern(['promote', '--lane', 'quick'], { at });

    expect([code, stdout]).toEqual([1, expect.stringContaining(`and '${second}' was not derived`)]);
  });

  it('by a summary and a manifest that say so', async () => {
    shell(`chmod -R u+w ${second}`);
    change(second, 'summary.json');
    change(second, 'manifest.json');

    const { code, stdout } = await scene.saltern(['promote', '--lane', 'quick'], { at });

    expect([code, stdout]).toEqual([1, expect.stringContaining(`and '${second}' was not derived`)]);
    expect(await scene.stable()).toBe(first);
  });

  it('by the name of a derived one besides', async () => {
    const derived = `${first}.fix`;
    shell(
      `chmod -R u+w ${second} && cp -a ${second} ${derived} && sed -i 's/"id":"${second}"/"id":"${derived}"/' ${derived}/*.json`,
    );

    const argv = ['promote', '--lane', 'quick', '--snapshot', derived];
    const { code, stdout } = await scene.saltern(argv, { at });

    expect([code, stdout]).toEqual([1, expect.stringContaining(`and '${derived}' was not derived`)]);
    expect(await scene.stable()).toBe(first);
  });
});

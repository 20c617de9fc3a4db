import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T01:30:00Z');
const AGES = [400, 300, 2];

let scene: AttackScene;
beforeEach(async () => {
  scene = await attackScene({ packages: [{ name: 'chrony', version: '4.5' }] });
  await scene.saltern(['snapshot', 'create'], { at: NOW - 401 * DAY });
  await scene.saltern(['test'], { at: NOW - 401 * DAY });
  for (const age of AGES) await scene.saltern(['gate', 'check', '--channel', 'stable'], { at: NOW - age * DAY });
});
afterEach(() => scene[Symbol.asyncDispose]());

const prune = (...argv: readonly string[]) =>
  scene.saltern(['snapshot', 'prune', '--keep', '9', ...argv], { at: NOW, user: 'jane@ops' });
const records = () => readdirSync(join(scene.directory, 'mirror/decisions'));

interface Line {
  readonly number: number;
  readonly kind: string;
}

/** Numbers of the lines that are decisions, the oldest first. */
async function decisions(): Promise<readonly number[]> {
  const { stdout } = await scene.saltern(['gate', 'log', '--json']);
  const { lines } = JSON.parse(stdout) as { lines: readonly Line[] };
  return lines.filter(({ kind }) => kind === 'decision').map(({ number }) => number);
}

describe('records of decisions', () => {
  it('all stay where nobody says how old they may be', async () => {
    await prune();

    expect(records()).toHaveLength(AGES.length);
  });

  it('that are older than was said go, the log stays whole, and `gate explain` says when they went', async () => {
    const [first = 0, , last = 0] = await decisions();

    const dry = await prune('--decisions', '90d', '--dry-run');
    const untouched = records().length;
    const done = await prune('--decisions', '90d', '--json');
    const old = await scene.saltern(['gate', 'explain', String(first)]);
    const data = await scene.saltern(['gate', 'explain', String(first), '--json']);

    expect([dry.stdout, untouched]).toEqual([expect.stringContaining('would remove 2 records of decisions'), 3]);
    expect(JSON.parse(done.stdout)).toMatchObject({ records: 2, removed: [] });
    expect(records()).toHaveLength(1);
    expect(await scene.saltern(['audit', 'verify'])).toMatchObject({ code: 0 });
    expect(old).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(
        /^PROMOTE {2}\S+ for stable\n {2}decided .*\n {2}cannot be made again: what it rested on \(sha256:\w{64}\) was removed by prune on 2026-11-24 01:30 UTC, by jane@ops\n/,
      ),
    });
    expect(JSON.parse(data.stdout)).toMatchObject({ line: first, replayed: 'pruned', removed: { by: 'jane@ops' } });
    expect(await scene.saltern(['gate', 'explain', String(last)])).toMatchObject({ code: 0 });
  });

  it('stay while the log is not what was written', async () => {
    appendFileSync(join(scene.directory, 'mirror/audit.ndjson'), '{"version":1}\n{"version":1}\n');

    const said = await prune('--decisions', '90d');

    expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining('Nothing is removed') });
    expect(records()).toHaveLength(3);
  });

  it('that a hand has removed are damage still, and so is one that prune removed of another decision', async () => {
    const [, , last = 0] = await decisions();
    await prune('--decisions', '90d');
    for (const name of records()) rmSync(join(scene.directory, 'mirror/decisions', name));

    const said = await scene.saltern(['gate', 'explain', String(last)]);

    expect(said).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('cannot be read') });
  });

  it('go with the nightly where the project says how old they may be', async () => {
    scene.write(
      'saltern.yml',
      scene.read('saltern.yml').replace('root: mirror', 'root: mirror\n  prune: { keep: 9, decisions: 90d }'),
    );

    const night = await scene.saltern(['nightly'], { at: NOW });

    expect(night.stderr).toContain('removed 2 records of decisions');
  });
});

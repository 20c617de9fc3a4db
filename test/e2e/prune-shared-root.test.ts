import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { writeRepository } from '../support/write-repository.ts';

const PASSES = { 'exit-status': 0 };
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T01:30:00Z');

/** The project whose root it is; and another that uses it. */
let own: AttackScene, other: AttackScene;
/** The oldest first. */
let ids: readonly string[];

beforeEach(async () => {
  own = await attackScene({ more: using('mirror') });
  const root = join(own.directory, 'mirror');
  other = await attackScene({ more: using(root) });
  const made: string[] = [];
  for (let day = 1; day <= 3; day++) {
    await writeRepository(root, 'base', { packages: [{ name: 'day', version: String(day), content: String(day) }] });
    const { stdout } = await own.saltern(['snapshot', 'create', '--json'], { at: NOW - (3 - day) * DAY });
    made.push((JSON.parse(stdout) as { id: string }).id);
  }
  ids = made;
});
afterEach(async () => {
  await other[Symbol.asyncDispose]();
  await own[Symbol.asyncDispose]();
});

const using = (root: string) => ({ snapshots: { root, repositories: { '*': ['base'] } }, gate: 'gate.yml' });
const there = () => readdirSync(join(own.directory, 'mirror/snapshots')).toSorted();
const left = () => readdirSync(join(own.directory, 'mirror/references'));
const prune = (...argv: readonly string[]) => own.saltern(['snapshot', 'prune', '--keep', '1', ...argv], { at: NOW });
const oldest = () => ids[0] ?? '';

describe('on a root that two projects share, prune', () => {
  it('keeps what only the other has a result of, and says of which and when it was seen', async () => {
    await other.saltern(['test', '--snapshot', oldest()], { at: NOW - 400 * DAY });

    const said = await prune();

    expect(there()).toEqual([ids[0], ids[2]]);
    expect(said.stdout).toContain(`stays ${ids[0]}: 1 result`);
    const [name = ''] = left();
    const project = name.replace('.json', '');
    expect(said.stdout).toContain(
      `some of them for the project ${project} ('${other.directory}'), seen last on 2025-10-20; where it is gone: --forget ${project}`,
    );
  });

  it('keeps what only a waiver of the other is about', async () => {
    const { digest } = JSON.parse(own.read(`mirror/snapshots/${oldest()}/summary.json`)) as { digest: string };
    const times = 'reason: known\nauthor: jane\ncreated: 2026-01-01\nexpires: 2027-01-01\n';
    other.write('waivers/w.yml', `requirement: x\nscope: { snapshot: '${digest}' }\n${times}`);
    await other.saltern(['test', '--snapshot', 'latest'], { at: NOW });

    const said = await prune();

    expect(there()).toEqual([ids[0], ids[2]]);
    expect(said.stdout).toContain(`stays ${ids[0]}: 1 waiver`);
  });

  it('keeps nothing for one that was moved on since, or is said to be gone', async () => {
    await other.saltern(['test', '--snapshot', oldest()], { at: NOW });
    await other.saltern(['test', '--snapshot', 'latest'], { at: NOW });
    await own.saltern(['test', '--snapshot', oldest()], { at: NOW });
    const mine = left().find((name) => own.read(`mirror/references/${name}`).includes(own.directory)) ?? '';
    const forget = ['--forget', mine.replace('.json', '')];

    const dry = await other.saltern(['snapshot', 'prune', '--keep', '1', '--dry-run', ...forget], { at: NOW });
    const untouched = [there(), left().length];
    const done = await other.saltern(['snapshot', 'prune', '--keep', '1', ...forget], { at: NOW });

    expect([dry.code, untouched]).toEqual([0, [ids, 2]]);
    expect([done.code, there(), left().length]).toEqual([0, [ids[2]], 1]);
    expect(own.read('mirror/audit.ndjson')).toContain(`what '${forget[1]}' referred to is forgotten`);
  });

  it('refuses to forget a project that it does not know, and names those that it does', async () => {
    await other.saltern(['test'], { at: NOW });

    const said = await prune('--forget', 'somebody');

    expect(said).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/No other project 'somebody' left anything.*\n.*These did: /),
    });
    expect(there()).toEqual(ids);
  });

  it('removes nothing where it cannot read what another refers to', async () => {
    await other.saltern(['test', '--snapshot', oldest()], { at: NOW });
    const [name = ''] = left();
    writeFileSync(join(own.directory, 'mirror/references', name), '{ "half');

    const said = await prune();

    expect(said).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('What a project refers to cannot be read'),
    });
    expect(there()).toEqual(ids);
  });

  it('keeps what the other uses at this moment', async () => {
    const references = join(own.directory, 'mirror/references');
    const isLeft = `until grep -qs '"kind": "run"' ${references}/*; do sleep 0.1; done`;
    await using busy = await attackScene({
      more: using(join(own.directory, 'mirror')),
      suites: {
        default: { checks: { command: { [`timeout 20 sh -c '${isLeft.replaceAll("'", `'"'"'`)}'`]: PASSES } } },
      },
    });

    const said = await busy.saltern(['test', '--snapshot', oldest()], { at: NOW });

    expect(said.code, said.stdout + said.stderr).toBe(0);
    expect(left()).toHaveLength(1);
    // It has ended by now, and has a result.
    expect(own.read(`mirror/references/${left()[0] ?? ''}`)).not.toContain('"kind": "run"');
  });
});

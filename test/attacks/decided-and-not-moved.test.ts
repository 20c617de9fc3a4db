import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SWITCHED, switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

/* A promotion waits for others, and reads all packages: what it was decided from may be another by the time that it moves. */

const EVIDENCE = '.saltern/evidence';

/** Puts the results in place of which there is a copy. */
function putResults({ directory }: SwitchedScene, copy: string): void {
  rmSync(join(directory, EVIDENCE), { recursive: true });
  cpSync(join(directory, copy), join(directory, EVIDENCE), { recursive: true });
}

/** `saltern promote`, with `change` made right after it was decided. */
async function promoteWhile(scene: SwitchedScene, change: () => void) {
  const kept = join(scene.directory, 'mirror/decisions');
  const count = () => (existsSync(kept) ? readdirSync(kept).filter((name) => name.endsWith('.gz')).length : 0);
  const before = count();
  let isChanged = false;
  const at = (): number => {
    // What a decision rests on is kept between the decision and the move.
    if (!isChanged && count() > before) {
      isChanged = true;
      change();
    }
    return Date.now();
  };
  const promoted = await scene.saltern(['promote'], { at });
  return { ...promoted, isChanged };
}

interface Case {
  /** What the one required instance came out as. */
  readonly outcome: 'pass' | 'fail';
  readonly prepare?: (scene: SwitchedScene) => Promise<unknown>;
  readonly change: (scene: SwitchedScene) => void;
  readonly why: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
  'it failed in another run': {
    outcome: 'pass',
    prepare: async (scene) => {
      cpSync(join(scene.directory, EVIDENCE), join(scene.directory, 'passed'), { recursive: true });
      await scene.test('fail');
      cpSync(join(scene.directory, EVIDENCE), join(scene.directory, 'failed'), { recursive: true });
      putResults(scene, 'passed');
    },
    change: (scene) => putResults(scene, 'failed'),
    why: /the gate says reject: demo-default-here: .*exit-status/,
  },
  'its result was removed': {
    outcome: 'pass',
    change: ({ directory }) => rmSync(join(directory, EVIDENCE), { recursive: true }),
    why: /the gate says reject: demo-default-here: no result for this snapshot/,
  },
  'the policy asks for more': {
    outcome: 'pass',
    change: (scene) =>
      scene.write('gate.yml', "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 7d } }\n"),
    why: /the gate says wait: it soaks/,
  },
  'the suite was edited': {
    outcome: 'pass',
    change: (scene) =>
      scene.write('saltern.yml', scene.read('saltern.yml').replace('exit-status: 0', 'exit-status: 1')),
    why: /the gate says reject: demo-default-here: the suite has changed since/,
  },
  'a package is held back': {
    outcome: 'pass',
    change: (scene) =>
      scene.write(
        'holds/alpha.yml',
        'package: alpha\nreason: it crashes\nauthor: jane\ncreated: 2026-01-01\nexpires: 2100-01-01\n',
      ),
    why: /the gate says reject: it has alpha-.* held back by jane/,
  },
  'the waiver was taken back': {
    outcome: 'fail',
    prepare: (scene) => scene.saltern(['waive', SWITCHED, '--reason', 'known', '--expires', '2d']),
    change: ({ directory }) => rmSync(join(directory, 'waivers'), { recursive: true }),
    why: /the gate says reject: demo-default-here/,
  },
};

describe('a decision to promote moves nothing any more', () => {
  it.each(Object.entries(cases))('when %s before the channel moved', async (_, { outcome, prepare, change, why }) => {
    await using scene = await switchedScene();
    await scene.create();
    await scene.test(outcome);
    await prepare?.(scene);
    const decided = await scene.saltern(['gate', 'check']);

    const { isChanged, code, stderr } = await promoteWhile(scene, () => change(scene));

    expect([decided.code, isChanged]).toEqual([0, true]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(why)]);
    expect(await scene.stable()).toBeUndefined();
    expect(await scene.saltern(['gate', 'explain', 'latest'])).toMatchObject({ code: 0 });
  });

  it('nor where nobody can decide any more: that is in the log, and told', async () => {
    await using scene = await switchedScene();
    await scene.create();
    await scene.test('pass');

    const { code, stderr } = await promoteWhile(scene, () => scene.write('gate.yml', 'channels: {}\n'));

    expect([code, stderr]).toEqual([2, expect.stringContaining("'channels' is empty")]);
    expect(await scene.stable()).toBeUndefined();
    expect((await scene.saltern(['gate', 'log'])).stdout).toMatch(/refused|not promoted/);
  });
});

it('what passed once more meanwhile is promoted as it was decided', async () => {
  await using scene = await switchedScene();
  await scene.create();
  await scene.test('pass');

  const { isChanged, code } = await promoteWhile(scene, () => scene.write('waivers/README.md', 'nothing'));

  expect([isChanged, code]).toEqual([true, 0]);
});

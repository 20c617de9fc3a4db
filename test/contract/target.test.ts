import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Target, TargetContext, TargetMove } from '../../src/contract/target.ts';
import { TARGETS } from '../../src/gate/targets/index.ts';
import { TARGET_CASES, type TargetScene } from './target-cases.ts';

const [A, B, C] = ['20261122T013000', '20261123T013000', '20261124T013000'];

it('every target of the registry is held to the contract', () => {
  expect(TARGET_CASES.map(({ name }) => name).toSorted()).toEqual(Object.keys(TARGETS).toSorted());
});

/** Those of this project of tests: what needs a server is where that runs. */
const CASES = TARGET_CASES.filter(({ needs }) => (needs === 'pulp') === (inject('pulp') !== undefined));

describe.each(CASES)('the target $name', ({ name, isReadable, open }) => {
  let folder: string;
  let told: string[];
  let context: TargetContext;
  let scene: TargetScene;
  let target: Target;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saltern-target-'));
    told = [];
    const snapshots = join(folder, 'snapshots');
    for (const id of [A, B, C])
      for (const member of ['base', 'extras']) await mkdir(join(snapshots, id, member), { recursive: true });
    context = {
      signal: new AbortController().signal,
      locate: (id, member) => join(snapshots, id, member),
      members: (id) =>
        [A, B, C].includes(id) ? Promise.resolve(['base', 'extras']) : Promise.reject(new Error('no such snapshot')),
      taken: (id) => scene.taken?.(id) ?? Promise.resolve([]),
      notes: join(folder, 'notes'),
      tell: (line) => told.push(line),
    };
    scene = await open(folder, context);
    ({ target } = scene);
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  function move(from: string | undefined, to: string, generation: number): TargetMove {
    const about = { decision: 'sha256:d', by: 'jane@ops', reason: '' };
    return {
      channel: 'stable',
      from: from === undefined ? undefined : named(from),
      to: named(to),
      generation,
      ...about,
    };
  }

  async function go(from: string | undefined, to: string, generation: number): Promise<void> {
    await scene.ready?.(to);
    await target.move(move(from, to, generation), context);
  }

  /** What every client gets: one snapshot, or nothing at all. */
  async function clientsGet(): Promise<string | undefined> {
    const ids = new Set(await scene.clients());
    expect(ids.size).toBeLessThan(2);
    return [...ids][0];
  }

  /** What clients get, and what the target says. */
  const look = async () => [await clientsGet(), await target.at('stable', context)];
  const allAt = (id: string | undefined) => [id, isReadable ? { kind: 'at', id } : { kind: 'unknown' }];

  it('says its name and where it is, and that nothing is there', async () => {
    expect([target.name, target.title.length > 0]).toEqual([name, true]);
    expect(await look()).toEqual(allAt(undefined));
  });

  it('moves all of it: to a first snapshot, to the next, and back', async () => {
    await go(undefined, A, 1);
    expect(await look()).toEqual(allAt(A));

    await go(A, B, 2);
    expect(await look()).toEqual(allAt(B));

    await target.move({ ...move(B, A, 3), undoes: 2 }, context);
    expect(await look()).toEqual(allAt(A));
  });

  it('does nothing when it hears of the same move again', async () => {
    await go(undefined, A, 1);
    await go(A, B, 2);

    await go(A, B, 2);

    expect(await look()).toEqual(allAt(B));
  });

  it('goes to nothing when its first move is taken back', async () => {
    await go(undefined, A, 1);

    await target.remove?.({ ...move(undefined, A, 2), undoes: 1 }, context);

    expect(await look()).toEqual(allAt(target.remove === undefined ? A : undefined));
  });

  it('can be moved again after that', async () => {
    await go(undefined, A, 1);
    await target.remove?.({ ...move(undefined, A, 2), undoes: 1 }, context);

    await go(undefined, B, 3);

    expect(await look()).toEqual(allAt(B));
  });

  it('refuses a move that is older than its last one', async () => {
    await go(undefined, A, 1);
    await go(A, C, 5);

    const moving = go(A, B, 4);

    await expect(moving).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringContaining(`has seen move 5, to '${C}': move 4 is older`),
    });
    expect(await look()).toEqual(allAt(C));
  });

  it('refuses another move of the same number', async () => {
    await go(undefined, A, 1);

    const moving = go(undefined, B, 1);

    await expect(moving).rejects.toMatchObject({ code: 'TARGET_FAILED' });
    expect(await look()).toEqual(allAt(A));
  });

  it.each([undefined, A])(
    'stays whole and where it was (%s) when it cannot be moved, and says where that is',
    async (from) => {
      if (from !== undefined) await go(undefined, from, 1);
      await scene.block();

      const moving = go(from, B, 2);

      await expect(moving).rejects.toMatchObject({
        code: 'TARGET_FAILED',
        message: expect.stringContaining(target.title),
      });
      expect(await look()).toEqual(allAt(from));
      await scene.unblock();
      await go(from, B, 3);
      expect(await look()).toEqual(allAt(B));
    },
  );

  it('is brought to its end by the same move after a crash in its midst', async () => {
    await go(undefined, A, 1);
    await scene.halve(B);

    await go(A, B, 2);

    expect(await look()).toEqual(allAt(B));
  });

  it('is brought back after a crash in its midst', async () => {
    await go(undefined, A, 1);
    await scene.halve(B);

    await target.move({ ...move(B, A, 3), undoes: 2 }, context);

    expect(await look()).toEqual(allAt(A));
  });

  it('does not move for a signal that is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await go(undefined, A, 1);

    const moving = target.move(move(A, B, 2), { ...context, signal });

    await expect(moving).rejects.toThrow('enough');
    expect(await look()).toEqual(allAt(A));
  });
});

function named(id: string): { readonly id: string; readonly digest: string } {
  return { id, digest: `sha256:${id}` };
}

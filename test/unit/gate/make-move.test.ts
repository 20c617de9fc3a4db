import { expect, it } from 'vitest';
import { memoryTarget } from '../../support/memory-target.ts';
import { snapshot } from './fixtures.ts';
import { moveScene, NEW, OLD } from './move-scene.ts';

const five = (all: string[] = []) => ['a', 'b', 'c', 'd', 'e'].map((title) => memoryTarget(title, all));

it('moves targets in their order, then the channel, each with a line in the log', async () => {
  const all: string[] = [];
  await using scene = await moveScene(five(all).slice(0, 2));

  const promotion = await scene.promote(NEW);

  expect(all).toEqual([`a move ${NEW}`, `b move ${NEW}`]);
  expect(promotion).toMatchObject({ kind: 'promoted', notes: [`memory 'a' is at ${NEW}`, `memory 'b' is at ${NEW}`] });
  expect(await scene.log()).toEqual([
    `promote promoted ${NEW} as the test wants`,
    `memory 'a' is at ${NEW}`,
    `memory 'b' is at ${NEW}`,
  ]);
  expect(await scene.root.readPosition('stable')).toEqual({ id: NEW, generation: 1 });
  expect(await scene.root.unfinishedMoves()).toEqual([]);
});

it('takes back what had moved when the third of five fails, leaves the channel, and the log names each', async () => {
  const all: string[] = [];
  const targets = five(all);
  await using scene = await moveScene(targets);
  await scene.promote(OLD);
  all.length = 0;
  if (targets[2] !== undefined) targets[2].trouble = new Error('no more room');

  await expect(scene.promote(NEW)).rejects.toThrow('no more room');

  expect(all).toEqual([`a move ${NEW}`, `b move ${NEW}`, `c move ${NEW}`, `b move ${OLD}`, `a move ${OLD}`]);
  expect(targets.map(({ now }) => now)).toEqual([OLD, OLD, OLD, OLD, OLD]);
  expect((await scene.log()).slice(-6)).toEqual([
    `promote promoted ${NEW} as the test wants`,
    `memory 'a' is at ${NEW}`,
    `memory 'b' is at ${NEW}`,
    `memory 'b' is back at ${OLD}`,
    `memory 'a' is back at ${OLD}`,
    `promote refused ${NEW} it was not moved: no more room`,
  ]);
  expect(await scene.root.readPosition('stable')).toEqual({ id: OLD, generation: 3 });
});

it('takes away what a first move brought when that fails', async () => {
  const targets = five();
  await using scene = await moveScene(targets);
  if (targets[4] !== undefined) targets[4].trouble = new Error('no more room');

  await expect(scene.promote(NEW)).rejects.toThrow('no more room');

  expect(targets.map(({ now }) => now)).toEqual(Array(5).fill(undefined));
  expect(await scene.root.readPosition('stable')).toEqual({ id: undefined, generation: 2 });
});

it('takes targets back when the channel itself cannot be moved', async () => {
  const [a = memoryTarget('a')] = five();
  await using scene = await moveScene([a]);
  await scene.promote(OLD);
  const root = { ...scene.root, moveChannel: () => Promise.reject(new Error('EIO')) };

  await expect(scene.promote(NEW, { root })).rejects.toThrow('EIO');

  expect(a.now).toBe(OLD);
  expect(await scene.root.readChannel('stable')).toBe(OLD);
});

it('keeps on record what cannot be taken back, says so, and takes it back before anything else moves', async () => {
  const targets = five();
  const [a = memoryTarget('a'), b = memoryTarget('b')] = targets;
  await using scene = await moveScene(targets);
  await scene.promote(OLD);
  const cut = new Error('the line is cut');
  b.move = () => {
    a.trouble = cut;
    return Promise.reject(cut);
  };

  await expect(scene.promote(NEW)).rejects.toMatchObject({
    code: 'TARGET_FAILED',
    message: "Not all targets of 'stable' are back: the line is cut",
    details: ["memory 'a' could not be taken back: the line is cut"],
  });
  expect([a.now, (await scene.root.unfinishedMoves()).map(({ state, to }) => [state, to.id])]).toEqual([
    NEW,
    [['begun', NEW]],
  ]);

  await expect(scene.promote(OLD)).rejects.toMatchObject({ code: 'TARGET_FAILED' });
  a.trouble = undefined;
  const again = await scene.promote(OLD);

  expect(again).toMatchObject({
    kind: 'unchanged',
    notes: [expect.stringContaining(`the move of stable to ${NEW} that jane@ops began at`)],
  });
  expect(a.now).toBe(OLD);
  expect(await scene.root.unfinishedMoves()).toEqual([]);
});

it('settles what was killed before the channel moved by taking it back, and corrects the log once', async () => {
  const [a = memoryTarget('a')] = five();
  await using scene = await moveScene([a]);
  await scene.promote(OLD);
  // Nothing more is written: as good as a kill.
  const dead = () => Promise.reject(new Error('killed'));
  const root = { ...scene.root, moveChannel: dead };
  await scene
    .promote(NEW, {
      root: {
        ...root,
        writeMove: (move) => (move.state === 'begun' ? scene.root.writeMove(move) : dead()),
        appendNote: dead,
      },
    })
    .catch(() => undefined);
  a.now = NEW;

  const promotion = await scene.promote(NEW);

  expect(promotion).toMatchObject({ kind: 'promoted', from: OLD });
  expect([a.now, await scene.root.readChannel('stable')]).toEqual([NEW, NEW]);
  const log = await scene.log();
  expect(log.filter((line) => line.includes('it was not moved'))).toHaveLength(1);
  expect(log).toContainEqual(expect.stringMatching(/^the move of stable to .* was not finished, and is taken back$/));
});

it('settles what was killed after the channel moved by calling it done', async () => {
  await using scene = await moveScene();
  const writeMove: typeof scene.root.writeMove = (move) =>
    move.state === 'done' ? Promise.reject(new Error('killed')) : scene.root.writeMove(move);
  await scene.promote(NEW, { root: { ...scene.root, writeMove } });

  const again = await scene.promote(NEW);

  expect(again).toMatchObject({
    kind: 'unchanged',
    notes: [expect.stringMatching(/was not seen to its end, but is done$/)],
  });
  expect(await scene.root.readPosition('stable')).toEqual({ id: NEW, generation: 1 });
  expect((await scene.log()).filter((line) => line.includes('not moved'))).toEqual([]);
});

it('brings a target that is new, or was moved by hand, to where the channel is', async () => {
  const [a = memoryTarget('a'), b = memoryTarget('b')] = five();
  await using scene = await moveScene([a, b]);
  await scene.promote(NEW);
  b.now = OLD;

  const again = await scene.promote(NEW);

  expect(again).toMatchObject({ kind: 'unchanged', notes: [`memory 'b' is at ${NEW}`] });
  expect([a.asked.length, b.now]).toEqual([1, NEW]);
});

it('does not move for a decision that was made before somebody else moved the channel', async () => {
  await using scene = await moveScene();
  const expected = await scene.root.readPosition('stable');
  await scene.promote(OLD);

  const promotion = await scene.promote(NEW, { expected });

  expect(promotion).toMatchObject({
    kind: 'refused',
    reason: `somebody moved stable meanwhile, from 'nothing' to '${OLD}'`,
  });
});

it('does not move for it either when that somebody has moved it back', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  const expected = await scene.root.readPosition('stable');
  await scene.promote(NEW);
  await scene.promote(OLD);

  const promotion = await scene.promote(NEW, { expected });

  expect(promotion).toMatchObject({
    kind: 'refused',
    reason: `somebody moved stable meanwhile, and back to '${OLD}'`,
  });
});

it('is content when somebody else has moved it to the same snapshot', async () => {
  await using scene = await moveScene();
  const expected = await scene.root.readPosition('stable');
  await scene.promote(NEW);

  expect(await scene.promote(NEW, { expected })).toMatchObject({ kind: 'unchanged' });
});

const made = { by: 'joe@ops', at: '2026-11-23T00:00:00.000Z', reason: 'the shop is full' };

it.each([
  [
    'a freeze of it',
    { freezes: [{ ...made, channel: 'stable' }], taints: [] },
    'stable is frozen by joe@ops: the shop is full',
  ],
  [
    'a freeze of all',
    { freezes: [{ ...made, channel: undefined }], taints: [] },
    'stable is frozen by joe@ops: the shop is full',
  ],
  [
    'a taint',
    {
      freezes: [],
      taints: [{ ...made, digest: snapshot.digest, snapshot: OLD, channel: 'candidate', instances: ['ops-ssh'] }],
    },
    `'${OLD}' failed after its promotion to candidate (23 Nov 2026, 00:00 UTC): the shop is full`,
  ],
])('does not move when %s came after the decision', async (_, stops, reason) => {
  await using scene = await moveScene();

  const promotion = await scene.promote(NEW, { root: { ...scene.root, readStops: () => Promise.resolve(stops) } });

  expect(promotion).toMatchObject({ kind: 'refused', reason });
  expect(await scene.root.readChannel('stable')).toBeUndefined();
});

it.each([
  ['another channel', { ...made, channel: 'candidate' }],
  ['a time that is over', { ...made, channel: 'stable', until: '2026-11-23T00:00:01.000Z' }],
])('moves when the freeze is for %s', async (_, freeze) => {
  await using scene = await moveScene();
  const stops = { freezes: [freeze], taints: [] };

  const promotion = await scene.promote(NEW, { root: { ...scene.root, readStops: () => Promise.resolve(stops) } });

  expect(promotion).toMatchObject({ kind: 'promoted' });
});

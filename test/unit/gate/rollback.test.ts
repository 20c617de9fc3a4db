import { expect, it } from 'vitest';
import { choosePrevious } from '../../../src/gate/choose-return.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { listMoves } from '../../../src/contract/list-moves.ts';
import { memoryTarget } from '../../support/memory-target.ts';
import { input, snapshot } from './fixtures.ts';
import { moveScene, NEW, OLD, type MoveScene } from './move-scene.ts';

const made = { by: 'joe@ops', at: '2026-11-23T00:00:00.000Z', reason: 'the shop is full' };

async function previous({ root }: MoveScene): Promise<string | undefined> {
  const { entries } = await root.readAudit();
  return choosePrevious(listMoves(entries, 'stable'), await root.readChannel('stable'));
}

it('goes back with its targets although the gate rejects, and the log says why', async () => {
  const target = memoryTarget('a');
  await using scene = await moveScene([target]);
  await scene.promote(OLD);
  await scene.promote(NEW);

  const back = await scene.rollback(OLD, { decision: decideGate(input()) });

  expect(back).toMatchObject({ kind: 'promoted', from: NEW, to: OLD });
  expect([target.now, await scene.root.readChannel('stable')]).toEqual([OLD, OLD]);
  expect((await scene.log()).at(-2)).toBe(`rollback promoted ${OLD} it is broken`);
});

it('is let through by a freeze, and says so', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  await scene.promote(NEW);
  const stops = { freezes: [{ ...made, channel: undefined }], taints: [] };

  const back = await scene.rollback(OLD, { root: { ...scene.root, readStops: () => Promise.resolve(stops) } });

  expect(back).toMatchObject({
    kind: 'promoted',
    notes: ['stable is frozen by joe@ops: the shop is full; a rollback is let through'],
  });
});

it('says nothing of a freeze that it did not have to pass', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  const stops = { freezes: [{ ...made, channel: undefined }], taints: [] };

  const back = await scene.rollback(NEW, { root: { ...scene.root, readStops: () => Promise.resolve(stops) } });

  expect(back).toMatchObject({ kind: 'refused', notes: [] });
});

it('goes to a tainted snapshot only where that is wanted', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  await scene.promote(NEW);
  const taint = { ...made, digest: snapshot.digest, snapshot: OLD, channel: 'stable', instances: [] };
  const root = { ...scene.root, readStops: () => Promise.resolve({ freezes: [], taints: [taint] }) };

  const refused = await scene.rollback(OLD, { root });
  const forced = await scene.rollback(OLD, { root, toTainted: true });

  expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining("'--force-tainted'") });
  expect(forced).toMatchObject({ kind: 'promoted' });
});

it('goes nowhere where the channel has never been', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);

  const back = await scene.rollback(NEW);

  expect(back).toMatchObject({
    kind: 'refused',
    reason: `stable was never at '${NEW}' with this content, as the log has it; \`saltern promote\` goes to what is new`,
  });
});

it('does not count a move that was taken back as a place where the channel was', async () => {
  const target = memoryTarget('a');
  await using scene = await moveScene([target]);
  await scene.promote(OLD);
  target.trouble = new Error('no');
  await scene.promote(NEW).catch(() => undefined);
  target.trouble = undefined;

  expect(await scene.rollback(NEW)).toMatchObject({ kind: 'refused' });
});

it('knows from the log where the channel was, and does not go to and fro', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  expect(await previous(scene)).toBeUndefined();

  await scene.promote(NEW);
  expect(await previous(scene)).toBe(OLD);

  await scene.rollback(OLD);
  expect(await previous(scene)).toBeUndefined();

  await scene.promote(NEW);
  expect(await previous(scene)).toBe(OLD);
});

it('does not move when somebody else has moved the channel meanwhile', async () => {
  await using scene = await moveScene();
  await scene.promote(OLD);
  await scene.promote(NEW);
  const expected = await scene.root.readPosition('stable');
  await scene.rollback(OLD);
  await scene.promote(NEW);

  const back = await scene.rollback(OLD, { expected });

  expect(back).toMatchObject({ kind: 'refused', reason: expect.stringContaining('meanwhile') });
});

import { expect, it } from 'vitest';
import { switchedScene, SWITCHED } from '../support/switched-scene.ts';

const NOT_WRITTEN = /the log of decisions is not what was written: line 1 is not the first/;

it('a log that was changed proves nothing: whoever asks it for a decision, for all, or for what is good is told', async () => {
  await using scene = await switchedScene();
  await scene.create();
  await scene.test('pass');
  await scene.saltern(['gate', 'check']);
  const whole = await scene.saltern(['gate', 'explain', 'latest']);
  const [, ...others] = scene.read('mirror/audit.ndjson').split('\n');
  scene.write('mirror/audit.ndjson', others.join('\n'));

  const [explained, asJson, log, good] = [
    await scene.saltern(['gate', 'explain', 'latest']),
    await scene.saltern(['gate', 'explain', 'latest', '--json']),
    await scene.saltern(['gate', 'log']),
    await scene.saltern(['last-good']),
  ];

  expect(whole).toMatchObject({ code: 0 });
  expect([explained.code, explained.stdout]).toEqual([1, expect.stringMatching(NOT_WRITTEN)]);
  expect(JSON.parse(asJson.stdout)).toMatchObject({ replayed: 'same', logTrouble: expect.stringMatching(NOT_WRITTEN) });
  expect(log.stderr).toMatch(NOT_WRITTEN);
  expect(good.stderr).toMatch(NOT_WRITTEN);
});

it('a gate that asks for less than at the last promotion says what it left out', async () => {
  await using scene = await switchedScene();
  await scene.create();
  await scene.test('pass');
  await scene.saltern(['promote']);
  scene.write('saltern.yml', scene.read('saltern.yml').replace('  here:', '  there:'));
  await scene.moveMirror([{ name: 'alpha', version: '2' }]);
  await scene.create();
  await scene.test('pass');

  const checked = await scene.saltern(['gate', 'check']);
  const promoted = await scene.saltern(['promote']);

  const said = `1 instance that had to pass when stable moved last is not required any more: ${SWITCHED}`;
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining(said)]);
  expect([promoted.code, promoted.stderr]).toEqual([0, expect.stringContaining(said)]);
});

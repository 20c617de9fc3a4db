import { describe, expect, it } from 'vitest';
import { describeChangedAgain, explainStates } from '../../../../src/report/explain/explain-states.ts';
import { makeState } from '../demo-run.ts';

function bad(id: string, ...blockedBy: readonly string[]): ReturnType<typeof makeState> {
  return makeState({ id, outcome: 'fail', result: false, blockedBy });
}

describe('telling causes from consequences', () => {
  it('gives a chain of waiting states to the one that broke it', () => {
    const { failed, blocked } = explainStates([
      bad('root'),
      bad('child', 'root'),
      bad('grandchild', 'child'),
      makeState({ id: 'fine' }),
    ]);

    expect(failed.map((one) => [one.state.id, one.waiting])).toEqual([['root', ['child', 'grandchild']]]);
    expect(blocked.size).toBe(2);
  });

  it('counts one waiting state under each of two causes', () => {
    const { failed } = explainStates([bad('a'), bad('b'), bad('c', 'a', 'b')]);

    expect(failed.map((one) => [one.state.id, one.waiting])).toEqual([
      ['a', ['c']],
      ['b', ['c']],
    ]);
  });

  it('survives states that wait for each other', () => {
    const { failed } = explainStates([bad('a', 'b'), bad('b', 'a')]);

    expect(failed.map((one) => one.state.id)).toEqual(['a', 'b']);
  });
});

it.each([
  ['Changed again on the second pass. Updated', 'changed again in the second pass'],
  ['after the reboot: Changed again on the second pass. Updated', 'changed again after a reboot'],
])('says when a state changed again: %s', (comment, expected) => {
  expect(describeChangedAgain(makeState({ outcome: 'fail', comment }))).toBe(expected);
});

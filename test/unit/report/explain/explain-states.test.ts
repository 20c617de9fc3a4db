import { describe, expect, it } from 'vitest';
import { describeChangedAgain, describeSkipped, explainStates } from '../../../../src/report/explain/explain-states.ts';
import { makeState } from '../make-result.ts';

function bad(id: string, ...blockedBy: readonly string[]): ReturnType<typeof makeState> {
  return makeState({ id, verdict: blockedBy.length > 0 ? 'blocked' : 'failed', result: false, blockedBy });
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
  [['converge'], 'changed again'],
  [['converge', 'again', 'reboot'], 'changed again after the reboot'],
] as const)('says of a state that changed again after %j: %s', (after, expected) => {
  expect(describeChangedAgain(after)).toBe(expected);
});

it.each([
  [{ verdict: 'excused', excuse: 'a stamp' }, 'may change again: a stamp'],
  [{ verdict: 'planned', comment: 'would be changed' }, 'would be changed'],
  [{ verdict: 'kept' }, ''],
] as const)('says of a skipped state why: %j', (change, expected) => {
  expect(describeSkipped(makeState(change))).toBe(expected);
});

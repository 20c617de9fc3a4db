import { expect, it } from 'vitest';
import { isBad, outcomeOf, worstOutcome, type Outcome, type StateVerdict } from '../../../src/contract/outcome.ts';

it.each<[readonly Outcome[], Outcome]>([
  [[], 'skip'],
  [['skip', 'skip'], 'skip'],
  [['skip', 'pass'], 'pass'],
  [['pass', 'fail', 'skip'], 'fail'],
  [['fail', 'error', 'pass'], 'error'],
])('the worst of %j is %s', (outcomes, worst) => {
  expect(worstOutcome(outcomes)).toBe(worst);
  expect(worstOutcome(outcomes.toReversed())).toBe(worst);
});

it.each<[StateVerdict, Outcome]>([
  ['kept', 'pass'],
  ['changed', 'pass'],
  ['changed-again', 'fail'],
  ['excused', 'skip'],
  ['failed', 'fail'],
  ['blocked', 'fail'],
  ['planned', 'skip'],
])('a state that is %s comes to %s', (verdict, outcome) => {
  expect(outcomeOf(verdict)).toBe(outcome);
});

it('what failed and what could not be found out is bad, nothing else', () => {
  const outcomes: readonly Outcome[] = ['pass', 'fail', 'error', 'skip'];

  expect(outcomes.filter((outcome) => isBad({ outcome }))).toEqual(['fail', 'error']);
});

import { expect, it } from 'vitest';
import {
  isBad,
  outcomeOf,
  outcomeOfProblem,
  worstOutcome,
  type Outcome,
  type StateVerdict,
} from '../../../src/contract/outcome.ts';

it.each<[readonly Outcome[], Outcome]>([
  [[], 'skip'],
  [['skip', 'skip'], 'skip'],
  [['skip', 'pass'], 'pass'],
  [['pass', 'fail', 'skip'], 'fail'],
  [['pass', 'error', 'skip'], 'error'],
  [['fail', 'error', 'pass'], 'fail'],
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
  ['unclear', 'error'],
])('a state that is %s comes to %s', (verdict, outcome) => {
  expect(outcomeOf(verdict)).toBe(outcome);
});

it('a problem is the formula’s fault where Salt or the suite says so, and else an error', () => {
  const kinds = ['render', 'empty-top', 'hang', 'dry-run', 'unclear', 'stale-exception'] as const;

  expect(kinds.map(outcomeOfProblem)).toEqual(['fail', 'fail', 'fail', 'fail', 'error', 'error']);
});

it('what failed and what could not be found out is bad, nothing else', () => {
  const outcomes: readonly Outcome[] = ['pass', 'fail', 'error', 'skip'];

  expect(outcomes.filter((outcome) => isBad({ outcome }))).toEqual(['fail', 'error']);
});

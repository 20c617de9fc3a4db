import { expect, it } from 'vitest';
import { countProved, provesSomething } from '../../../src/contract/proved.ts';
import { brokenCheck, exampleCheck, examplePass, exampleState, exampleStep } from '../../support/example-plan.ts';

it('what passed is counted once, however often it was looked at', () => {
  const states = [exampleState(), exampleState({ id: 'other' }), exampleState({ id: 'bad', verdict: 'failed' })];
  const pass = exampleStep({ pass: examplePass({ states }) });
  const looked = exampleStep({
    checks: [exampleCheck(), brokenCheck({ id: 'cron' }), exampleCheck({ outcome: 'skip' })],
  });

  expect(countProved([pass, pass, looked, looked])).toEqual({ states: 2, checks: 1 });
});

it('one state or one check is something', () => {
  expect(
    [
      { states: 0, checks: 0 },
      { states: 1, checks: 0 },
      { states: 0, checks: 1 },
    ].map(provesSomething),
  ).toEqual([false, true, true]);
});

import { expect, it } from 'vitest';
import { givesVerdict } from '../../../src/report/gives-verdict.ts';

it.each([
  ['test', true],
  ['verify', true],
  ['converge', false],
  ['create', false],
])('%s gives a verdict: %s', (verb, expected) => {
  expect(givesVerdict(verb)).toBe(expected);
});

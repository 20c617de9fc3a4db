import { expect, it } from 'vitest';
import type { Newest } from '../../../src/app/judge-newest.ts';
import { describeNewest } from '../../../src/cli/describe-newest.ts';
import type { InstanceVerdict } from '../../../src/contract/store.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const [minutes, hours] = ['2026-11-26T11:53:00Z', '2026-11-26T10:00:00Z'];
const passed: InstanceVerdict = {
  instance: 'a',
  formula: 'a',
  suite: 'a',
  platform: 'a',
  outcome: 'pass',
  runId: 'r',
  at: hours,
  snapshot: null,
};
const attempt = { instance: 'a', runId: 's', at: minutes };

it.each<[string, Partial<Newest>]>([
  ['', {}],
  ['pass 2 h', { verdict: passed }],
  ['flaky 2 h', { verdict: { ...passed, isFlaky: true } }],
  ['fail 2 h', { verdict: { ...passed, outcome: 'fail' } }],
  ['pass 2 h, error 7 min', { verdict: { ...passed, since: { runId: 's', at: minutes, reason: 'no engine' } } }],
  ['pass 2 h, interrupted 7 min', { verdict: passed, attempt: { ...attempt, end: 'interrupted' } }],
  ['killed 7 min', { attempt: { ...attempt, end: 'killed' } }],
  ['running 7 min', { attempt: { ...attempt, end: 'running' } }],
])('the last verdict reads %j', (text, newest) => {
  expect(describeNewest({ verdict: undefined, attempt: undefined, ...newest }, NOW)).toBe(text);
});

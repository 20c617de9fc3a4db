import { expect, it } from 'vitest';
import { findUsualTimes } from '../../../src/app/usual-times.ts';
import type { RecordedInstance, RunRecord } from '../../../src/contract/store.ts';

function run(verb: string, ...instances: readonly Partial<RecordedInstance>[]): RunRecord {
  return {
    version: 1,
    runId: 'r',
    verb,
    startedAt: '2026-11-26T01:30:00.000Z',
    instances: instances.map((one) => ({ name: 'a', formula: 'a', suite: 'default', platform: 'el9', ...one })),
  };
}

it('takes the newest time that the verb came to a verdict in', () => {
  const runs = [
    run('test', { name: 'a', outcome: 'error', durationMs: 1 }, { name: 'c' }),
    run('converge', { name: 'a', outcome: 'pass', durationMs: 2 }),
    run('test', { name: 'a', outcome: 'fail', durationMs: 3 }, { name: 'b', outcome: 'pass', durationMs: 4 }),
    run('test', { name: 'a', outcome: 'pass', durationMs: 5 }, { name: 'b', outcome: 'pass', durationMs: 6 }),
  ];

  expect(findUsualTimes(runs, 'test')).toEqual({ a: 3, b: 4 });
  expect(findUsualTimes(runs, 'verify')).toEqual({});
});

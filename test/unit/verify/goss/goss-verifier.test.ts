import { expect, it } from 'vitest';
import { checksHere } from '../../../support/checks-here.ts';

it('a command that takes longer has the longer time, and what it said comes of the same run', async () => {
  const checks = await checksHere({
    command: { 'sleep 0.3': { 'exit-status': 0, stdout: ['!x'] }, true: { 'exit-status': 0 } },
    file: { '/': { exists: true } },
  });

  const times = new Map(checks.map(({ id, property, durationMs }) => [`${id} ${property}`, durationMs]));
  expect(times.get('sleep 0.3 exit-status')).toBeGreaterThan(times.get('true exit-status') ?? Infinity);
  expect(times.get('sleep 0.3 stdout')).toBe(0);
  // Asked together with others: whoever asked knows how long that took.
  expect(times.get('/ exists')).toBeUndefined();
});

it('a command that did not end has the time for which it was waited', async () => {
  const [check] = await checksHere({ command: { 'sleep 5': { 'exit-status': 0, timeout: 1000 } } });

  expect(check?.message).toContain('did not end within 1 s');
  expect(check?.durationMs).toBeGreaterThanOrEqual(980);
});

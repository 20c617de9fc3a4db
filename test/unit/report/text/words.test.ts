import { describe, expect, it } from 'vitest';
import { formatPlace, progressWord, retryWord, shortPath, stepWord } from '../../../../src/report/text/words.ts';
import { count } from '../../../../src/base/text/count.ts';

describe('words', () => {
  it.each([
    ['/srv/fleet/a/b.sls', 'a/b.sls'],
    ['/srv/other/b.sls', '/srv/other/b.sls'],
    ['/srv/fleet', '/srv/fleet'],
  ])('show %s to somebody in /srv/fleet as %s', (path, expected) => {
    expect(shortPath(path, '/srv/fleet')).toBe(expected);
  });

  it('leave a relative place as it is written', () => {
    expect(formatPlace({ file: 'suites/a.yml', line: 3 }, '/srv/fleet')).toBe('suites/a.yml:3');
  });

  it('say when a step came after a reboot', () => {
    expect(stepWord({ step: { do: 'verify' }, after: ['converge', 'reboot'] })).toBe('verify after the reboot');
    expect(stepWord({ step: { do: 'again' }, after: ['converge'] })).toBe('again');
  });

  it('count', () => {
    expect([count(1, 'state'), count(2, 'state')]).toEqual(['1 state', '2 states']);
    expect([retryWord(1), retryWord(2)]).toEqual(['1 retry', '2 retries']);
    expect([progressWord(1, 2), progressWord(1, undefined), progressWord(undefined, 2)]).toEqual(['1/2 ', '1 ', '']);
  });
});

import { expect, it } from 'vitest';
import { renderNightPage } from '../../../../src/site/night/render-night-page.ts';
import { exampleNight } from '../../../support/example-night.ts';

const known = {
  formulas: new Set<string>(),
  nights: new Set<string>(),
  runs: new Set<string>(),
  snapshots: new Set<string>(),
  hasResult: () => false,
};
const changed = {
  member: 'base9',
  name: 'chrony',
  arch: 'x86_64',
  kind: 'upgraded',
  from: '4.5-1',
  to: '4.5-2',
} as const;

/** Headings of what changed. */
function headings(sinceNight: string, sinceChannel: string): readonly (string | undefined)[] {
  const changes = {
    sinceNight: { from: sinceNight, changes: [changed] },
    sinceChannel: { from: sinceChannel, changes: [changed] },
  };
  const text = renderNightPage({ night: exampleNight({ changes }), at: '2026-11-26T03:00:00.000Z' }, known);
  return [...text.matchAll(/<h2>(Changed since [^<]*)</g)].map(([, heading]) => heading);
}

it('lists what changed since the night before and since the channel', () => {
  expect(headings('20261125T013000', '20261122T013000')).toEqual([
    'Changed since the night before',
    'Changed since stable',
  ]);
});

it('lists it once where both had the same', () => {
  expect(headings('20261125T013000', '20261125T013000')).toEqual(['Changed since the night before, and since stable']);
});

it('says of a night that is promoted beside a failure that this is waived', () => {
  const tally = { instances: 3, pass: 2, fail: 1, error: 0, flaky: 0, waived: 1, attempts: 3, reused: 0 };

  const text = renderNightPage({ night: exampleNight({ tally }), at: '2026-11-26T03:00:00.000Z' }, known);

  expect(text).toContain('1 of 3 instances failed, 1 waived');
});

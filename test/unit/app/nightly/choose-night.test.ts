import { describe, expect, it } from 'vitest';
import { chooseNight, type ChooseNightFacts } from '../../../../src/app/nightly/choose-night.ts';
import { exampleNight, stoppedNight } from '../../../support/example-night.ts';

const HOUR_MS = 3_600_000;

/** Four hours after that night was begun, and nothing else happened. */
const facts: ChooseNightFacts = {
  newest: stoppedNight(),
  isFresh: false,
  channel: 'stable',
  snapshot: undefined,
  snapshots: ['20261126T013000', '20261125T013000'],
  now: Date.parse('2026-11-26T05:30:00Z'),
  maxAgeMs: 26 * HOUR_MS,
};

describe('a night that was stopped', () => {
  it.each<[string, Partial<ChooseNightFacts>]>([
    ['by a kill', {}],
    ['by a person', { newest: exampleNight({ end: { at: '2026-11-26T02:00:00.000Z', outcome: 'interrupted' } }) }],
    ['before it had a snapshot', { newest: withoutSnapshot() }],
    ['whose snapshot is asked for', { snapshot: '20261126T013000' }],
    ['on an older snapshot that was asked for', { newest: stoppedOnOlder(), snapshot: '20261125T013000' }],
    ['where a snapshot was derived since', { snapshots: ['20261126T013000.hold-chrony', '20261126T013000'] }],
  ])('is gone on with: %s', (_, change) => {
    expect(chooseNight({ ...facts, ...change })).toMatchObject({ kind: 'on' });
  });

  it.each<[string, Partial<ChooseNightFacts>, string]>([
    ['it is asked for', { isFresh: true }, 'all begins anew, as it was asked for'],
    [
      'its snapshot is gone',
      { snapshots: ['20261125T013000'] },
      "its snapshot '20261126T013000' is not there any more",
    ],
    [
      'a newer one was taken',
      { snapshots: ['20261127T013000', '20261126T013000'] },
      "'20261127T013000' was taken since",
    ],
    [
      'another one is asked for',
      { snapshot: '20261125T013000' },
      "it was of '20261126T013000', and '20261125T013000' was asked for",
    ],
    [
      'it has none, and one is asked for',
      { newest: withoutSnapshot(), snapshot: '20261125T013000' },
      'it had no snapshot yet',
    ],
    ['it was for another channel', { channel: 'candidate' }, "it was for 'stable'"],
    ['it is of another day', { now: Date.parse('2026-11-28T05:30:00Z') }, 'it was begun 2 d ago'],
  ])('is given up, and that is said, where %s', (_, change, why) => {
    expect(chooseNight({ ...facts, ...change })).toMatchObject({ kind: 'new', given: { why } });
  });
});

it.each<[string, ChooseNightFacts['newest']]>([
  ['there was none', undefined],
  ['the last was promoted', exampleNight()],
  ['the last could not find out', exampleNight({ end: { at: '2026-11-26T02:00:00.000Z', outcome: 'error' } })],
])('a new night is begun where %s', (_, newest) => {
  expect(chooseNight({ ...facts, newest, isFresh: true })).toEqual({ kind: 'new' });
});

function withoutSnapshot() {
  const { snapshot: _, ...night } = stoppedNight();
  return night;
}

function stoppedOnOlder() {
  return stoppedNight({ snapshot: { id: '20261125T013000', digest: 'sha256:four', isNew: false } });
}

import { describe, expect, it } from 'vitest';
import { chooseEarlier, type EarlierChoice } from '../../../../src/app/nightly/promote-earlier.ts';
import { toSnapshotTime } from '../../../../src/contract/snapshot-id.ts';

const THREE = [
  '20261126T013000',
  '20261125T013000.hold-chrony',
  '20261125T013000',
  '20261124T013000',
  '20261123T013000',
];

/** Snapshots that were made when their ids say so. */
function choose(ids: readonly string[], tonight: string, choice: Partial<EarlierChoice>): readonly string[] {
  const all = ids.map((id) => ({ id, createdAt: toSnapshotTime(id.slice(0, '20261126T013000'.length)) }));
  return chooseEarlier(all, { tonight, channelAt: undefined, soakedSince: Infinity, ...choice });
}

describe('what may go where tonight may not', () => {
  it.each([
    ['all that is newer than the channel, newest first', '20261124T013000', THREE.slice(1, 3)],
    ['whatever was taken before, where there is no channel', undefined, THREE.slice(1)],
    ['what was derived from where the channel is', '20261125T013000', ['20261125T013000.hold-chrony']],
    ['nothing that is older than a derived one', '20261125T013000.hold-chrony', []],
    ['nothing, where the channel is at tonight', '20261126T013000', []],
  ])('is %s', (_, channelAt, expected) => {
    const chosen = choose(THREE, '20261126T013000', { channelAt });

    expect(chosen).toEqual(expected);
  });

  it('never is a sibling that was derived from the same night', () => {
    const siblings = ['20261125T013000.b', '20261125T013000.a'];

    const chosen = choose(siblings, '20261126T013000', { channelAt: '20261125T013000.a' });

    expect(chosen).toEqual([]);
  });

  it('leaves out what was taken after tonight', () => {
    const chosen = choose(THREE, '20261124T013000', { channelAt: '20261123T013000' });

    expect(chosen).toEqual([]);
  });

  it('is what has soaked for weeks, however many came since', () => {
    const month = Array.from({ length: 30 }, (_, at) => `202611${String(30 - at).padStart(2, '0')}T013000`);
    const tonight = '20261201T013000';

    const chosen = choose(month, tonight, { soakedSince: Date.parse('2026-11-10T02:00:00Z') });

    expect(chosen).toContain('20261110T013000');
    expect(chosen).not.toContain('20261111T013000');
    expect(chosen).toEqual(chosen.toSorted().toReversed());
  });
});

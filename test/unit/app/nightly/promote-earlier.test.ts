import { describe, expect, it } from 'vitest';
import { chooseEarlier } from '../../../../src/app/nightly/promote-earlier.ts';

const THREE = [
  '20261126T013000',
  '20261125T013000.hold-chrony',
  '20261125T013000',
  '20261124T013000',
  '20261123T013000',
];

describe('what may go where tonight may not', () => {
  it.each([
    ['all that is newer than the channel, newest first', '20261124T013000', THREE.slice(1, 3)],
    ['whatever was taken before, where there is no channel', undefined, THREE.slice(1)],
    ['what was derived from where the channel is', '20261125T013000', ['20261125T013000.hold-chrony']],
    ['nothing that is older than a derived one', '20261125T013000.hold-chrony', []],
    ['nothing, where the channel is at tonight', '20261126T013000', []],
  ])('is %s', (_, channelAt, expected) => {
    const chosen = chooseEarlier(THREE, '20261126T013000', channelAt);

    expect(chosen).toEqual(expected);
  });

  it('never is a sibling that was derived from the same night', () => {
    const chosen = chooseEarlier(['20261125T013000.b', '20261125T013000.a'], '20261126T013000', '20261125T013000.a');

    expect(chosen).toEqual([]);
  });

  it('leaves out what was taken after tonight', () => {
    const chosen = chooseEarlier(THREE, '20261124T013000', '20261123T013000');

    expect(chosen).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { findIdleHolds, findHeld } from '../../../../src/snapshot/derive/find-held.ts';
import { sortHolds } from '../../../../src/snapshot/derive/sort-holds.ts';
import { entry, hold, manifest } from './manifests.ts';

const chrony = hold();

/** A snapshot with a package that obsoletes this, beside these others. */
function replacing(obsoletes: string, ...others: readonly string[]) {
  return manifest('20261124T000000', {
    base: others,
    extras: [{ ...entry('ntpsec-2-1.noarch'), obsoletes: ['ntp', obsoletes] }],
  });
}

describe('a package that machines get in place of one that is held', () => {
  it.each([
    ['all of its versions', 'chrony', ['chrony-4.5-1.noarch']],
    ['what is there', 'chrony < 4.5-2', ['chrony-4.5-1.noarch']],
    ['what is there, without a release', 'chrony <= 4.5', ['chrony-4.5-7.noarch']],
    ['this very one', 'chrony = 4.4-1', ['chrony-4.4-1.noarch']],
    ['what is only on machines any more', 'chrony < 1:1', []],
  ])('is held back where it obsoletes %s', (_, obsoletes, others) => {
    const snapshot = replacing(obsoletes, ...others);

    expect(findHeld(snapshot, [chrony])).toEqual([
      { hold: 'chrony', member: 'extras', package: 'ntpsec-2-1.noarch (obsoletes chrony)' },
    ]);
    expect(sortHolds(snapshot, [chrony]).holding).toEqual([chrony]);
    expect(findIdleHolds(snapshot, [chrony])).toEqual([]);
  });

  it.each([
    ['only what is older', 'chrony < 4.0', ['chrony-4.5-1.noarch']],
    ['only what is older, by its epoch', 'chrony < 9', ['chrony-1:4.4-1.noarch']],
    ['only what is newer', 'chrony >= 4.6', ['chrony-4.5-1.noarch']],
    ['another package', 'chronyc', ['chrony-4.5-1.noarch']],
  ])('is none where it obsoletes %s', (_, obsoletes, others) => {
    expect(findHeld(replacing(obsoletes, ...others), [hold({ most: '1:4.5' })])).toEqual([]);
  });

  it('is welcome where the hold wants the package away', () => {
    expect(findHeld(replacing('chrony'), [hold({ most: undefined })])).toEqual([]);
  });
});

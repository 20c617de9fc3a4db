import { describe, expect, it } from 'vitest';
import { findHeld } from '../../../../src/snapshot/derive/find-held.ts';
import { hold, manifest } from './manifests.ts';

const snapshot = manifest('20261124T000000', { base: ['chrony-4.6-1.x86_64', 'sudo-1-1.x86_64'] });

describe('findHeld', () => {
  it('names each package that a hold does not let through', () => {
    expect(findHeld(snapshot, [hold()])).toEqual([{ hold: 'chrony', member: 'base', package: 'chrony-4.6-1.x86_64' }]);
  });

  it.each([
    ['lets the version through', { most: '4.6-1' }],
    ['is for another member', { members: ['extras'] }],
    ['is about another package', { package: 'chron' }],
  ])('names none where the hold %s', (_what, change) => {
    expect(findHeld(snapshot, [hold(change)])).toEqual([]);
  });
});

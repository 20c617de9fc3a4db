import { describe, expect, it } from 'vitest';
import type { Hold } from '../../../../src/contract/gate-records.ts';
import { findHeld } from '../../../../src/snapshot/derive/find-held.ts';
import { manifest } from './manifests.ts';

const snapshot = manifest('20261124T000000', { base: ['chrony-4.6-1.x86_64', 'sudo-1-1.x86_64'] });

function hold(change: Partial<Hold> = {}): Hold {
  return {
    name: 'chrony',
    file: 'holds/chrony.yml',
    digest: 'sha256:0',
    package: 'chrony',
    most: '4.5',
    reason: 'loses time',
    author: 'jane',
    created: '2026-11-20T00:00:00Z',
    expires: '2026-12-01T00:00:00Z',
    ...change,
  };
}

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

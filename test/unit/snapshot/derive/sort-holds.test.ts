import { describe, expect, it } from 'vitest';
import type { Hold } from '../../../../src/contract/gate-records.ts';
import { heldLabel, sortHolds } from '../../../../src/snapshot/derive/sort-holds.ts';
import { manifest } from './manifests.ts';

function hold(name: string, change: Partial<Hold> = {}): Hold {
  return {
    name,
    file: `holds/${name}.yml`,
    digest: 'sha256:0',
    package: name,
    most: '4.5',
    reason: 'loses time',
    author: 'jane',
    created: '2026-11-20T00:00:00Z',
    expires: '2026-12-01T00:00:00Z',
    ...change,
  };
}

describe('sortHolds', () => {
  it('tells holds that keep something back from those that have nothing to do, and those of which there is no package', () => {
    const snapshot = manifest('20261124T000000', { base: ['chrony-4.6-1.x86_64', 'sudo-1-1.x86_64'] });

    const { holding, resting, empty } = sortHolds(snapshot, [hold('chrony'), hold('sudo'), hold('crony')]);

    expect([holding, resting, empty].map((all) => all.map(({ name }) => name))).toEqual([
      ['chrony'],
      ['sudo'],
      ['crony'],
    ]);
  });
});

describe('heldLabel', () => {
  it('is the same for the same rules, in whatever order, whoever wrote them and why', () => {
    const label = heldLabel([hold('chrony', { members: ['base', 'extras'] }), hold('sudo')]);

    expect(label).toMatch(/^held-[0-9a-f]{8}$/);
    const others = { name: 'x', author: 'bob', reason: 'other', expires: '2027-01-01T00:00:00Z' };
    expect(
      heldLabel([hold('sudo', others), hold('chrony', { ...others, members: ['extras', 'base'] }), hold('sudo')]),
    ).toBe(label);
  });

  it.each([
    ['another package', { package: 'chronyd' }],
    ['another version', { most: '4.4' }],
    ['one member', { members: ['base'] }],
  ])('is another for %s', (_what, change) => {
    expect(heldLabel([hold('chrony', change)])).not.toBe(heldLabel([hold('chrony')]));
  });
});

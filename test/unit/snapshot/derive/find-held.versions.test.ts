import { expect, it } from 'vitest';
import type { Hold } from '../../../../src/contract/gate-records.ts';
import type { PackageEntry } from '../../../../src/contract/snapshot.ts';
import { findHeld } from '../../../../src/snapshot/derive/find-held.ts';

const entry = (name: string, version: string, release: string, epoch = 0): PackageEntry => ({
  name,
  arch: 'x86_64',
  epoch,
  version,
  release,
  pkgid: `sha256:${name}`,
  size: 1,
  sourcerpm: '',
  location: `${name}.rpm`,
});

const hold = (changes: Partial<Hold>): Hold => ({
  name: 'h',
  file: 'holds/h.yml',
  digest: 'sha256:h',
  package: 'chrony',
  most: undefined,
  reason: 'x',
  author: 'jane',
  created: '2026-11-22T00:00:00.000Z',
  expires: '2026-12-01T00:00:00.000Z',
  ...changes,
});

const members = ['base9', 'updates9'].map((name) => ({
  name,
  metadataDigest: 'sha256:m',
  contentDigest: 'sha256:c',
  packages:
    name === 'base9'
      ? [entry('chrony', '4.5', '1.el9'), entry('chrony-doc', '4.5', '1.el9')]
      : [entry('chrony', '4.6~rc1', '1.el9', 1)],
}));

const [OLD, DOC, NEW] = ['chrony-4.5-1.el9.x86_64', 'chrony-doc-4.5-1.el9.x86_64', 'chrony-1:4.6~rc1-1.el9.x86_64'];

it.each<[string, Partial<Hold>, readonly (string | undefined)[]]>([
  ['of any version', {}, [OLD, NEW]],
  ['newer than a version, whatever its release', { most: '4.5' }, [NEW]],
  ['newer than a version and release', { most: '4.5-0' }, [OLD, NEW]],
  ['newer than that very one', { most: '4.5-1.el9' }, [NEW]],
  ['newer than one of the same epoch', { most: '1:4.6' }, []],
  ['newer than a release candidate', { most: '1:4.6~beta' }, [NEW]],
  ['whose names match', { package: 'chrony*', most: '4.4' }, [OLD, DOC, NEW]],
  ['of one member', { members: ['base9'] }, [OLD]],
])('packages %s are held', (_, changes, expected) => {
  expect(findHeld({ members }, [hold(changes)]).map((one) => one.package)).toEqual(expected);
});

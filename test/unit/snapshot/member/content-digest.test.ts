import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PackageEntry } from '../../../../src/contract/snapshot.ts';
import { contentDigest, snapshotDigest } from '../../../../src/snapshot/member/content-digest.ts';

const chrony: PackageEntry = {
  name: 'chrony',
  arch: 'x86_64',
  epoch: 0,
  version: '4.5',
  release: '1',
  pkgid: `sha256:${'a'.repeat(64)}`,
  size: 10,
  sourcerpm: 'chrony-4.5-1.src.rpm',
  location: 'chrony.rpm',
};
const sudo: PackageEntry = { ...chrony, name: 'sudo', pkgid: `sha256:${'b'.repeat(64)}` };
const modules = { type: 'modules', checksum: { type: 'sha256', hex: 'c'.repeat(64) } } as const;

it('does not depend on the order of packages or members', () => {
  expect(contentDigest({ packages: [chrony, sudo] })).toBe(contentDigest({ packages: [sudo, chrony] }));
  const [a, b] = [
    { name: 'base9', contentDigest: 'sha256:1' },
    { name: 'extras9', contentDigest: 'sha256:2' },
  ];
  expect(snapshotDigest([a, b])).toBe(snapshotDigest([b, a]));
});

it('changes when a package is built again, comes, goes, or a module definition, a key or the signature changes', () => {
  const packages = [chrony, sudo];
  const digests = [
    contentDigest({ packages }),
    contentDigest({ packages: [{ ...chrony, pkgid: `sha256:${'d'.repeat(64)}` }, sudo] }),
    contentDigest({ packages: [chrony] }),
    contentDigest({ packages: [] }),
    contentDigest({ packages, documents: [modules] }),
    contentDigest({ packages, documents: [{ ...modules, checksum: { type: 'sha256', hex: 'e'.repeat(64) } }] }),
    contentDigest({ packages, others: [{ path: 'RPM-GPG-KEY-base', sha256: '1' }] }),
    contentDigest({ packages, others: [{ path: 'RPM-GPG-KEY-base', sha256: '2' }] }),
    contentDigest({ packages, others: [{ path: 'RPM-GPG-KEY-other', sha256: '1' }] }),
    contentDigest({ packages, others: [{ path: 'repodata/repomd.xml.asc', sha256: '1' }] }),
  ];

  expect(new Set(digests).size).toBe(digests.length);
});

it('is the same whatever lies beside that is neither key nor signature', () => {
  const others = ['.treeinfo', 'EULA', 'images/boot.iso'].map((path) => ({ path, sha256: '1' }));

  expect(contentDigest({ packages: [chrony], others })).toBe(contentDigest({ packages: [chrony] }));
});

it('tells members with swapped content apart', () => {
  const straight = snapshotDigest([
    { name: 'a', contentDigest: '1' },
    { name: 'b', contentDigest: '2' },
  ]);
  const swapped = snapshotDigest([
    { name: 'a', contentDigest: '2' },
    { name: 'b', contentDigest: '1' },
  ]);

  expect(straight).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(swapped).not.toBe(straight);
});

const word = fc.oneof(
  fc.constantFrom('a', 'a1', 'a-1', 'a b', 'é', '\u{1F600}', '\uFFFD', ''),
  fc.string({ unit: 'grapheme', maxLength: 3 }).filter((text) => !/\p{Cc}/u.test(text)),
);
const anyPackage = fc.record({
  name: word,
  arch: fc.constantFrom('noarch', 'x86_64'),
  epoch: fc.nat(12),
  version: word,
  release: word,
  pkgid: word,
  size: fc.nat(120),
  sourcerpm: word,
  location: word,
});
const anyDocument = fc.record({
  type: fc.constantFrom('group', 'modules', 'updateinfo', 'productid'),
  checksum: fc.record({ type: fc.constant('sha256' as const), hex: fc.constantFrom('aa', 'bb') }),
});

it('is over sorted lines, as every snapshot before this one has it', () => {
  const property = fc.property(fc.array(anyPackage), fc.array(anyDocument), (packages, documents) => {
    const lines = [
      ...packages.map((p) => ['rpm', p.name, p.arch, p.epoch, p.version, p.release, p.pkgid, p.size].join('\t')),
      ...documents.map(({ type, checksum }) => `${type}\tsha256:${checksum.hex}`),
      'key\tRPM-GPG-KEY-base\tsha256:1',
      'signature\trepodata/repomd.xml.asc\tsha256:2',
    ];
    const text = lines.sort().map((line) => `${line}\n`);
    const others = [
      { path: 'repodata/repomd.xml.asc', sha256: '2' },
      { path: 'RPM-GPG-KEY-base', sha256: '1' },
    ];

    const digest = contentDigest({ packages, documents, others });

    expect(digest).toBe(`sha256:${createHash('sha256').update(text.join('')).digest('hex')}`);
  });

  fc.assert(property);
});

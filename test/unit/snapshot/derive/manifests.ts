import type { Hold } from '../../../../src/contract/gate-records.ts';
import type { PackageEntry, SnapshotManifest } from '../../../../src/contract/snapshot.ts';

/** `chrony-1:4.5-1.el9.x86_64`; other bytes where `build` is another. */
export function entry(nevra: string, build = ''): PackageEntry {
  const [, name = '', epoch = '0', version = '', release = '', arch = ''] =
    /^(.+)-(?:(\d+):)?([^-]+)-([^-]+)\.([^.]+)$/.exec(nevra) ?? [];
  return {
    name,
    arch,
    epoch: Number(epoch),
    version,
    release,
    pkgid: `sha256:${Buffer.from(nevra + build).toString('hex')}`,
    size: 100,
    sourcerpm: '',
    location: `Packages/${nevra.replace(/\d+:/, '')}.rpm`,
  };
}

export function manifest(
  id: string,
  members: Readonly<Record<string, readonly (string | PackageEntry)[]>>,
): SnapshotManifest {
  return {
    version: 1,
    id,
    createdAt: '2026-11-22T01:30:00.000Z',
    digest: `sha256:${id}`,
    members: Object.entries(members).map(([name, packages]) => ({
      name,
      metadataDigest: 'sha256:m',
      contentDigest: 'sha256:c',
      packages: packages.map((one) => (typeof one === 'string' ? entry(one) : one)),
    })),
  };
}

/** One of chrony, that lets 4.5 through. */
export function hold(changes: Partial<Hold> = {}): Hold {
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
    ...changes,
  };
}

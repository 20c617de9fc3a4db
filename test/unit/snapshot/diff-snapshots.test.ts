import { expect, it } from 'vitest';
import type { PackageEntry, SnapshotManifest } from '../../../src/contract/snapshot.ts';
import { diffSnapshots } from '../../../src/snapshot/diff-snapshots.ts';

function entry(nevra: string, pkgid = nevra): PackageEntry {
  const [, name = '', epoch = '0', version = '', release = ''] = /^(.+)-(?:(\d+):)?([^-]+)-([^-]+)$/.exec(nevra) ?? [];
  return {
    name,
    arch: 'x86_64',
    epoch: Number(epoch),
    version,
    release,
    pkgid,
    size: 1,
    sourcerpm: '',
    location: `${nevra}.rpm`,
  };
}

function snapshot(id: string, members: Readonly<Record<string, readonly PackageEntry[]>>): SnapshotManifest {
  return {
    version: 1,
    id,
    createdAt: '',
    digest: id,
    members: Object.entries(members).map(([name, packages]) => ({
      name,
      metadataDigest: '',
      contentDigest: '',
      packages,
    })),
  };
}

it('tells upgraded, downgraded, rebuilt, added and removed packages apart', () => {
  const before = snapshot('a', {
    base9: [
      entry('chrony-4.5-1'),
      entry('sudo-1.9-2'),
      entry('cron-3.0-1', 'old'),
      entry('postfix-3-1'),
      entry('same-1-1'),
    ],
  });
  const after = snapshot('b', {
    base9: [
      entry('chrony-4.5-2'),
      entry('sudo-1.8-9'),
      entry('cron-3.0-1', 'new'),
      entry('rsyslog-8-1'),
      entry('same-1-1'),
    ],
  });

  const { changes } = diffSnapshots(before, after);

  const what = { member: 'base9', arch: 'x86_64' };
  expect(changes).toEqual([
    { ...what, kind: 'upgraded', name: 'chrony', from: '4.5-1', to: '4.5-2' },
    { ...what, kind: 'downgraded', name: 'sudo', from: '1.9-2', to: '1.8-9' },
    { ...what, kind: 'rebuilt', name: 'cron', to: '3.0-1' },
    { ...what, kind: 'added', name: 'rsyslog', to: '8-1' },
    { ...what, kind: 'removed', name: 'postfix', from: '3-1' },
  ]);
});

it('compares the newest where a repository keeps several versions, and names the others that came or went', () => {
  const before = snapshot('a', { base9: [entry('kernel-5-1'), entry('kernel-5-2')] });
  const after = snapshot('b', { base9: [entry('kernel-5-2'), entry('kernel-5-10')] });

  const { changes } = diffSnapshots(before, after);

  expect(changes.map(({ member: _member, arch: _arch, ...change }) => change)).toEqual([
    { kind: 'upgraded', name: 'kernel', from: '5-2', to: '5-10' },
    { kind: 'removed', name: 'kernel', from: '5-1' },
  ]);
});

it('tells of a version that has several files that one of them came or went, once', () => {
  const one = snapshot('a', { base9: [entry('cron-3.0-1', 'one')] });
  const two = snapshot('b', { base9: [entry('cron-3.0-1', 'one'), entry('cron-3.0-1', 'two')] });
  const other = snapshot('c', { base9: [entry('cron-3.0-1', 'three'), entry('cron-3.0-1', 'four')] });

  const told = [diffSnapshots(one, two), diffSnapshots(two, one), diffSnapshots(two, other)];

  const rebuilt = { member: 'base9', arch: 'x86_64', kind: 'rebuilt', name: 'cron', to: '3.0-1' };
  expect(told.map(({ changes }) => changes)).toEqual([[rebuilt], [rebuilt], [rebuilt]]);
  expect(told.flatMap(({ onlyMetadata }) => onlyMetadata)).toEqual([]);
});

it('names a version once that came or went with several files', () => {
  const none = snapshot('a', { base9: [entry('cron-3.1-1')] });
  const two = snapshot('b', { base9: [entry('cron-3.1-1'), entry('cron-3.0-1', 'one'), entry('cron-3.0-1', 'two')] });

  const told = [diffSnapshots(none, two), diffSnapshots(two, none)].map(({ changes }) => changes);

  expect(told).toMatchObject([[{ kind: 'added', to: '3.0-1' }], [{ kind: 'removed', from: '3.0-1' }]]);
  expect(told.map(({ length }) => length)).toEqual([1, 1]);
});

it('shows a raised epoch as an upgrade', () => {
  const { changes } = diffSnapshots(snapshot('a', { m: [entry('x-9-1')] }), snapshot('b', { m: [entry('x-1:1-1')] }));

  expect(changes).toMatchObject([{ kind: 'upgraded', from: '9-1', to: '1:1-1' }]);
});

it('keeps members apart and counts a new member as added packages', () => {
  const { changes } = diffSnapshots(
    snapshot('a', { base8: [entry('x-1-1')] }),
    snapshot('b', { base8: [entry('x-1-1')], base9: [entry('x-1-1')] }),
  );

  expect(changes).toMatchObject([{ member: 'base9', kind: 'added', name: 'x' }]);
});

it('finds nothing between a snapshot and itself', () => {
  const same = snapshot('a', { base9: [entry('chrony-4.5-1')] });

  expect(diffSnapshots(same, same).changes).toEqual([]);
});

it('names members of which only modules, groups or advisories changed', () => {
  const packages = [entry('webby-1.0-1')];
  const [before, after] = ['a', 'b'].map((id) => snapshot(id, { base9: packages, extras9: packages }));
  if (before === undefined || after === undefined) throw new Error('no snapshots');
  const moved = after.members.map((one) => (one.name === 'base9' ? { ...one, contentDigest: 'sha256:streams' } : one));

  const diff = diffSnapshots(before, { ...after, members: moved });

  expect(diff).toMatchObject({ changes: [], onlyMetadata: ['base9'] });
  expect(diffSnapshots(before, after).onlyMetadata).toEqual([]);
});

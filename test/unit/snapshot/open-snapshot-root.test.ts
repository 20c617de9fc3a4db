import { appendFile, mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/contract/decision.ts';
import type { SnapshotManifest, SnapshotRoot } from '../../../src/contract/snapshot.ts';
import { locateSnapshot } from '../../../src/snapshot/locate-snapshot.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { writeManifest } from '../../../src/snapshot/root/write-manifest.ts';
import { auditEntry } from '../../support/history-data.ts';

const { signal } = new AbortController();
const TAKEN = '20261122T013000';
const DERIVED = `${TAKEN}.hold-chrony`;
const LATER = '20261123T013000';

let path: string;
let root: SnapshotRoot;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'saltern-root-'));
  root = openSnapshotRoot({ path, signal });
});
afterEach(() => rm(path, { recursive: true }));

/** A snapshot of one member, as far as it can be listed. */
async function addSnapshot(id: string, changes: Partial<SnapshotManifest> = {}): Promise<SnapshotManifest> {
  const manifest: SnapshotManifest = {
    version: 1,
    id,
    createdAt: '2026-11-22T01:30:00.000Z',
    digest: `sha256:${id}`,
    members: [{ name: 'base9', metadataDigest: 'm', contentDigest: 'c', packages: [] }],
    ...changes,
  };
  await mkdir(join(path, 'snapshots', id), { recursive: true });
  await writeManifest(join(path, 'snapshots', id), manifest);
  return manifest;
}

describe('snapshots', () => {
  it('are listed newest first, a derived one with its parent, which it came from', async () => {
    await addSnapshot(TAKEN);
    await addSnapshot(LATER);
    const derivedFrom = { id: TAKEN, digest: `sha256:${TAKEN}` };
    const manifest = await addSnapshot(DERIVED, { derivedFrom });

    const listed = await root.list();

    expect(listed.map(({ id }) => id)).toEqual([LATER, DERIVED, TAKEN]);
    expect(listed.map((summary) => summary.derivedFrom)).toEqual([undefined, derivedFrom, undefined]);
    expect(await root.read(DERIVED)).toEqual(manifest);
  });

  it('have a latest, which no derived one ever is', async () => {
    await addSnapshot(TAKEN);
    await addSnapshot(DERIVED);

    expect((await root.newest())?.id).toBe(TAKEN);
    expect((await root.find('latest')).id).toBe(TAKEN);
    expect((await root.find(DERIVED)).id).toBe(DERIVED);
  });

  it('are none in a root where nothing was taken', async () => {
    expect(await root.list()).toEqual([]);
    expect(await root.newest()).toBeUndefined();
    await expect(root.find('latest')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
  });

  it('are found by guests on this disk, or where a server shows them', async () => {
    const snapshot = await addSnapshot(TAKEN);
    const served = openSnapshotRoot({ path, url: 'https://mirror.test/rpm', signal });

    const here = await locateSnapshot(root, await root.find(TAKEN));
    const there = await locateSnapshot(served, await served.find(TAKEN));

    expect(here).toEqual({
      id: TAKEN,
      digest: snapshot.digest,
      repositories: [{ name: 'base9', at: { kind: 'directory', path: join(path, 'snapshots', TAKEN, 'base9') } }],
    });
    expect(there.repositories).toEqual([
      { name: 'base9', at: { kind: 'http', url: `https://mirror.test/rpm/snapshots/${TAKEN}/base9` } },
    ]);
  });
});

describe('channels', () => {
  it('point to a snapshot, and move in one step', async () => {
    await root.moveChannel('stable', TAKEN);
    await root.moveChannel('stable', DERIVED);
    await root.moveChannel('candidate', LATER);

    expect(await root.readChannel('stable')).toBe(DERIVED);
    expect(await root.channels()).toEqual({ candidate: LATER, stable: DERIVED });
    expect(await readlink(join(path, 'channels', 'stable'))).toBe(`../snapshots/${DERIVED}`);
  });

  it('are not there before they were moved to', async () => {
    expect(await root.readChannel('stable')).toBeUndefined();
    expect(await root.channels()).toEqual({});
  });

  it('cannot have a name that leads elsewhere', async () => {
    await expect(root.moveChannel('../stable', TAKEN)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('what cannot be read is trouble, never taken for empty', () => {
  it('of snapshots', async () => {
    await symlink('snapshots', join(path, 'snapshots'));

    const readings = [() => root.list(), () => root.newest(), () => root.find('latest')];

    for (const read of readings) {
      await expect(read()).rejects.toMatchObject({
        code: 'SNAPSHOT_SOURCE',
        message: expect.stringContaining(`'${path}' cannot be read: 'snapshots': its links lead in a circle (ELOOP)`),
      });
    }
  });

  it('of channels', async () => {
    await writeFile(join(path, 'channels'), '');

    await expect(root.channels()).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE' });
    await expect(root.readChannel('stable')).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE' });
  });

  it('of the log of decisions', async () => {
    await mkdir(join(path, 'audit.ndjson'));

    await expect(root.readAudit()).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE' });
  });
});

describe('the log of decisions', () => {
  const entry = auditEntry({
    to: { id: TAKEN, digest: 'sha256:d' },
    decision: 'reject',
    reasons: [{ instance: 'a', kind: 'missing', reason: 'no result for this snapshot' }],
  });

  it('gives back what was appended, in order', async () => {
    const second: AuditEntry = { ...entry, from: LATER, action: 'promote', result: 'promoted', decision: 'promote' };
    await root.appendAudit(entry);
    await root.appendAudit(second);

    expect(await root.readAudit()).toMatchObject({ entries: [entry, second], damagedLines: [] });
  });

  it('is empty where nothing was decided', async () => {
    expect(await root.readAudit()).toEqual({ entries: [], notes: [], lines: [], damagedLines: [] });
  });

  it('starts a new line after one that a crash cut off, and names the damaged ones', async () => {
    await root.appendAudit(entry);
    await appendFile(join(path, 'audit.ndjson'), '{"version":1,"channel":"stable"}\n{"version":1,"at":"20');

    await root.appendAudit(entry);

    expect(await root.readAudit()).toMatchObject({ entries: [entry, entry], damagedLines: [2, 3] });
  });

  it('knows when a content was named first, whatever named it', async () => {
    const take = { version: 1, at: '2026-11-22T01:30:00.000Z', by: 'night', action: 'take', reason: '' } as const;
    await root.appendNote({ ...take, snapshot: { id: LATER, digest: 'sha256:later' } });
    await root.appendAudit(entry);
    await root.appendAudit({ ...entry, at: '2026-11-24T06:00:00.000Z', to: { id: LATER, digest: 'sha256:later' } });

    expect(await root.seenAt('sha256:later')).toBe(take.at);
    expect(await root.seenAt('sha256:d')).toBe(entry.at);
    expect(await root.seenAt('sha256:never')).toBeUndefined();
  });

  it('stays whole where many processes write to it', async () => {
    const others = Array.from({ length: 5 }, () => openSnapshotRoot({ path, signal }));

    await Promise.all(others.flatMap((other) => [1, 2, 3].map(() => other.lock(() => other.appendAudit(entry)))));

    expect(await root.auditState()).toMatchObject({ troubles: [], remarks: [], head: { lines: 15 } });
  });
});

describe('last-good', () => {
  const judged = (id: string, changes: Partial<AuditEntry> = {}): AuditEntry =>
    auditEntry({ to: { id, digest: `sha256:${id}` }, ...changes });
  const lacking = (kind: 'fail' | 'stale') =>
    ({ decision: 'reject', reasons: [{ instance: 'a', kind, reason: 'x' }] }) as const;

  beforeEach(async () => {
    await addSnapshot(TAKEN);
    await addSnapshot(LATER);
    await root.appendAudit(judged(TAKEN));
  });

  it('is the newest of which the gate said promote', async () => {
    await root.appendAudit(judged(LATER));
    await root.appendAudit(judged(TAKEN));

    expect((await root.lastGood())?.id).toBe(LATER);
    expect((await root.find('last-good')).id).toBe(LATER);
  });

  it.each<[string, () => Promise<void>]>([
    ['was not judged', () => Promise.resolve()],
    ['was rejected', () => root.appendAudit(judged(LATER, lacking('fail')))],
    ['is good for another channel', () => root.appendAudit(judged(LATER, { channel: 'candidate' }))],
    [
      'failed after the gate had said promote',
      async () => {
        await root.appendAudit(judged(LATER));
        await root.appendAudit(judged(LATER, lacking('fail')));
      },
    ],
    [
      'was tainted',
      async () => {
        await root.appendAudit(judged(LATER));
        const about = { digest: `sha256:${LATER}`, snapshot: LATER, channel: 'stable', instances: ['a'] };
        await root.putTaint({ ...about, by: 'night', at: '2026-11-24T06:00:00.000Z', reason: 'a failed' });
      },
    ],
  ])('is an older one where the newest %s', async (_, happen) => {
    await happen();

    expect((await root.lastGood())?.id).toBe(TAKEN);
  });

  it('stays good where results only became too old', async () => {
    await root.appendAudit(judged(TAKEN, lacking('stale')));

    expect((await root.lastGood())?.id).toBe(TAKEN);
  });

  it('is nothing where nothing was judged: the reference says so', async () => {
    const other = openSnapshotRoot({ path, goodFor: 'candidate', signal });

    await expect(other.find('last-good')).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_FOUND',
      message: expect.stringContaining("the gate said promote for 'candidate'"),
    });
  });
});

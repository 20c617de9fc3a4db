import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { EmitFleetEvent } from '../../../src/contract/events.ts';
import type { SnapshotRoot } from '../../../src/contract/snapshot.ts';
import type { GateDecision } from '../../../src/contract/decision.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { type PromoteOptions, promote } from '../../../src/gate/promote.ts';
import { recordDecision } from '../../../src/gate/record-decision.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { writeManifest } from '../../../src/snapshot/root/write-manifest.ts';
import { input, now, result, snapshot, ssh9 } from './fixtures.ts';

let path: string;
let root: SnapshotRoot;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'saltern-promote-'));
  await addSnapshot(snapshot.id);
  root = rootAt(path);
});
afterEach(() => rm(path, { recursive: true }));

async function addSnapshot(id: string): Promise<void> {
  const folder = join(path, 'snapshots', id);
  await mkdir(folder, { recursive: true });
  await writeManifest(folder, {
    version: 1,
    id,
    createdAt: now.toISOString(),
    digest: snapshot.digest,
    members: [],
  });
}

/** A root whose snapshots are all whole and of the content that the gate looked at. */
function rootAt(folder: string): SnapshotRoot {
  const real = openSnapshotRoot({ path: folder, signal: new AbortController().signal });
  return { ...real, verify: () => Promise.resolve({ digest: snapshot.digest }) };
}

const yes = decideGate(input({ evidence: [result(ssh9)] }));
const no = decideGate(input());

function options(changes: Partial<PromoteOptions> = {}): PromoteOptions {
  return { root, channel: 'stable', decision: yes, snapshot, by: 'someone@host', now, ...changes };
}

it('moves the channel and logs who, from where, to where, and on what grounds', async () => {
  const promotion = await promote(options());

  expect(promotion).toEqual({ kind: 'promoted', channel: 'stable', from: undefined, to: snapshot.id, notes: [] });
  expect(await readlink(join(path, 'channels', 'stable'))).toBe(`../snapshots/${snapshot.id}`);
  expect(await readdir(join(path, 'channels'))).toEqual(['stable']);
  expect((await root.readAudit()).entries).toEqual([
    {
      version: 1,
      at: now.toISOString(),
      by: 'someone@host',
      action: 'promote',
      result: 'promoted',
      note: '',
      channel: 'stable',
      to: snapshot,
      decision: 'promote',
      decidedAt: now.toISOString(),
      policy: { file: 'gate.yml', digest: 'sha256:p' },
      project: { digest: 'sha256:project', overlays: [], leftOut: [] },
      required: [ssh9.name],
      reasons: [],
      evidence: [{ instance: ssh9.name, kind: 'pass', runId: '01RUN', digest: 'sha256:e' }],
    },
  ]);
});

it('does nothing but say so when the channel is there already', async () => {
  await promote(options());

  const again = await promote(options());

  expect(again).toEqual({ kind: 'unchanged', channel: 'stable', to: snapshot.id, notes: [] });
  expect((await root.readAudit()).entries.map((entry) => entry.result)).toEqual(['promoted', 'unchanged']);
});

const forged: GateDecision = { ...no, decision: 'promote' };

it.each<[string, Partial<PromoteOptions>, string]>([
  ['the gate rejects', { decision: no }, 'the gate says reject: 1 of 1 requirements not met'],
  [
    'the decision contradicts its own requirements',
    { decision: forged },
    'the gate says reject: 1 of 1 requirements not met',
  ],
  [
    'the decision rests on nothing',
    { decision: { ...yes, requirements: [] } },
    'the decision rests on no requirement at all',
  ],
  ['the decision is about another channel', { channel: 'candidate' }, "the decision is about the channel 'stable'"],
  [
    'the decision is about another snapshot',
    { snapshot: { ...snapshot, id: '20261124T013000' } },
    `the decision is about snapshot '${snapshot.id}' (${snapshot.digest})`,
  ],
  [
    'the decision is about other content',
    { snapshot: { ...snapshot, digest: 'sha256:x' } },
    `the decision is about snapshot '${snapshot.id}' (${snapshot.digest})`,
  ],
])('refuses when %s, logs that, and leaves the channel', async (_, changes, reason) => {
  const promotion = await promote(options(changes));

  expect(promotion).toMatchObject({ kind: 'refused', from: undefined, reason });
  expect(await root.channels()).toEqual({});
  expect((await root.readAudit()).entries).toMatchObject([{ result: 'refused', note: reason }]);
});

it('refuses when the snapshot has other content now', async () => {
  const promotion = await promote(
    options({ root: { ...root, verify: () => Promise.resolve({ digest: 'sha256:other' }) } }),
  );

  expect(promotion).toMatchObject({ kind: 'refused', reason: expect.stringContaining('now has other content') });
});

it('logs a damaged snapshot as refused and passes the trouble on', async () => {
  const trouble = new SalternError('SNAPSHOT_DAMAGED', 'it is damaged');

  const promoting = promote(options({ root: { ...root, verify: () => Promise.reject(trouble) } }));

  await expect(promoting).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED' });
  expect((await root.readAudit()).entries).toMatchObject([{ result: 'refused', note: 'it is damaged' }]);
});

it('does not go back to an older snapshot by mistake, and does so on purpose, with the reason in the log', async () => {
  const older = { id: '20261122T013000', digest: snapshot.digest };
  const evidence = [result(ssh9, { snapshot: older })];
  const wish = { snapshot: older, decision: decideGate(input({ snapshot: older, evidence })) };
  await promote(options());

  const back = await promote(options(wish));
  const meant = await promote(options({ ...wish, toOlder: 'chrony loses time' }));

  expect(back).toMatchObject({
    kind: 'refused',
    from: snapshot.id,
    reason: `stable is at the newer snapshot '${snapshot.id}'`,
  });
  expect(meant).toMatchObject({ kind: 'promoted', from: snapshot.id, to: older.id });
  const { entries } = await root.readAudit();
  expect(entries.at(-1)).toMatchObject({ result: 'promoted', from: snapshot.id, note: 'chrony loses time' });
});

it('does not go to a snapshot of the future, from which no later one could take over', async () => {
  const future = { id: '20990101T000000', digest: snapshot.digest };
  const decision = decideGate(input({ snapshot: future, evidence: [result(ssh9, { snapshot: future })] }));

  const promotion = await promote(options({ snapshot: future, decision }));

  expect(promotion).toMatchObject({ kind: 'refused', reason: expect.stringContaining('is of the future') });
});

it('says in the log that the channel was not moved after all', async () => {
  const trouble = new SalternError('SNAPSHOT_SOURCE', 'EIO: i/o error');

  const promoting = promote(options({ root: { ...root, moveChannel: () => Promise.reject(trouble) } }));

  await expect(promoting).rejects.toBe(trouble);
  const { entries } = await root.readAudit();
  expect(entries.map(({ result: came, note }) => [came, note])).toEqual([
    ['promoted', ''],
    ['refused', 'it was not moved: EIO: i/o error'],
  ]);
});

it('goes between a snapshot and one derived from it, and to none derived from an older night', async () => {
  const held = { id: `${snapshot.id}.hold-chrony`, digest: snapshot.digest };
  const older = { id: '20261122T013000.hold-chrony', digest: snapshot.digest };
  const decide = (about: typeof snapshot) =>
    decideGate(input({ snapshot: about, evidence: [result(ssh9, { snapshot: about })] }));
  await promote(options());

  const there = await promote(options({ snapshot: held, decision: decide(held) }));
  const back = await promote(options());
  const refused = await promote(options({ snapshot: older, decision: decide(older) }));

  expect(there).toMatchObject({ kind: 'promoted', from: snapshot.id, to: held.id });
  expect(back).toMatchObject({ kind: 'promoted', from: held.id, to: snapshot.id });
  expect(refused).toMatchObject({ kind: 'refused', reason: `stable is at the newer snapshot '${snapshot.id}'` });
});

it('tells listeners of each decision, and of a move once it is made', async () => {
  const events: Parameters<EmitFleetEvent>[0][] = [];
  const emit: EmitFleetEvent = (event) => void events.push(event);

  await promote(options({ emit }));
  await promote(options({ emit }));
  await promote(options({ emit, decision: no }));
  await recordDecision({ root, decision: no, by: 'ci', now, emit });

  const { entries } = await root.readAudit();
  const decided = events.filter((event) => event.type === 'decision-made');
  expect(decided.map(({ entry }) => entry)).toEqual(entries);
  expect(decided.map(({ decision }) => decision)).toEqual([yes, yes, no, no]);
  expect(events.filter((event) => event.type === 'channel-moved')).toEqual([
    { type: 'channel-moved', channel: 'stable', from: undefined, to: snapshot, by: 'someone@host' },
  ]);
});

it('keeps a decision that was only asked for, with each reason', async () => {
  await recordDecision({ root, decision: no, by: 'ci', now });

  const { entries } = await root.readAudit();

  expect(entries).toMatchObject([
    {
      action: 'check',
      result: 'decided',
      decision: 'reject',
      reasons: [{ instance: ssh9.name, kind: 'missing', reason: 'no result for this snapshot' }],
      evidence: [],
    },
  ]);
});

describe('what came between the decision and the move counts', () => {
  const made = { by: 'jane@ops1', at: now.toISOString(), reason: 'the shop is full' };
  const taint = { ...made, digest: snapshot.digest, snapshot: snapshot.id, channel: 'stable', instances: [ssh9.name] };

  it.each<[string, () => Promise<void>, string]>([
    [
      'a freeze of the channel',
      () => root.putFreeze({ ...made, channel: 'stable' }),
      'stable is frozen by jane@ops1: the shop is full',
    ],
    [
      'a freeze of all',
      () => root.putFreeze({ ...made, channel: undefined }),
      'stable is frozen by jane@ops1: the shop is full',
    ],
    ['a taint', () => root.putTaint(taint), 'failed after its promotion'],
    [
      'somebody who changed the log',
      async () => {
        await recordDecision({ root, decision: yes, by: 'ci', now });
        await writeFile(join(path, 'audit.ndjson'), '');
      },
      'the log of decisions is not what was written: all of it is gone: its head names 1 line and ',
    ],
  ])('%s', async (_, stop, reason) => {
    await stop();

    const promotion = await promote(options());

    expect(promotion).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
    expect(await root.channels()).toEqual({});
  });

  it('a freeze while the snapshot is read, which waits for no lock', async () => {
    const freeze = { ...made, channel: 'stable' };
    const slow: SnapshotRoot = {
      ...root,
      async verify(id, depth) {
        await root.announceFreeze(freeze);
        return await root.verify(id, depth);
      },
    };

    const promotion = await promote(options({ root: slow }));

    expect(promotion).toMatchObject({ kind: 'refused', reason: 'stable is frozen by jane@ops1: the shop is full' });
    expect(await root.channels()).toEqual({});
  });

  it('a time by which what it rested on has ended', async () => {
    const promotion = await promote(options({ again: () => Promise.resolve(no) }));

    const reason = expect.stringMatching(/^by now \(.*\) the gate says reject: .*no result for this snapshot$/);
    expect(promotion).toMatchObject({ kind: 'refused', reason });
    expect(await root.channels()).toEqual({});
  });

  it.each([
    ['is of another channel', { ...made, channel: 'candidate' }],
    ['is over', { ...made, channel: 'stable', until: now.toISOString() }],
  ])('but not a freeze that %s', async (_, freeze) => {
    await root.putFreeze(freeze);

    expect(await promote(options())).toMatchObject({ kind: 'promoted' });
  });
});

import { appendFile, mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { SnapshotRoot } from '../../../src/contract/snapshot.ts';
import { auditFile, readAudit } from '../../../src/gate/audit.ts';
import type { GateDecision } from '../../../src/contract/decision.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import type { PromoteOptions } from '../../../src/gate/promote.ts';
import { promote } from '../../../src/gate/promote.ts';
import { recordDecision } from '../../../src/gate/record-decision.ts';
import { input, now, result, snapshot, ssh9 } from './fixtures.ts';

let path: string;
let root: SnapshotRoot;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'saltern-promote-'));
  await mkdir(join(path, 'snapshots', snapshot.id), { recursive: true });
  root = rootAt(path);
});
afterEach(() => rm(path, { recursive: true }));

/** A root whose snapshots are all whole and of the content that the gate looked at. */
function rootAt(folder: string): SnapshotRoot {
  return {
    path: folder,
    readChannel: (name) => readlink(join(folder, 'channels', name)).then(basename, () => undefined),
    verify: () => Promise.resolve({ digest: snapshot.digest }),
    lock: (work) => work(),
  };
}

const yes = decideGate(input({ evidence: [result(ssh9)] }));
const no = decideGate(input());

function options(changes: Partial<PromoteOptions> = {}): PromoteOptions {
  return { root, channel: 'stable', decision: yes, snapshot, by: 'someone@host', now, ...changes };
}

it('moves the channel and logs who, from where, to where, and on what grounds', async () => {
  const promotion = await promote(options());

  expect(promotion).toEqual({ kind: 'promoted', channel: 'stable', from: undefined, to: snapshot.id });
  expect(await readlink(join(path, 'channels', 'stable'))).toBe(`../snapshots/${snapshot.id}`);
  expect(await readdir(join(path, 'channels'))).toEqual(['stable']);
  expect((await readAudit(path)).entries).toEqual([
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
      reasons: [],
      evidence: [{ instance: ssh9.name, kind: 'pass', runId: '01RUN' }],
    },
  ]);
});

it('does nothing but say so when the channel is there already', async () => {
  await promote(options());

  const again = await promote(options());

  expect(again).toEqual({ kind: 'unchanged', channel: 'stable', to: snapshot.id });
  expect((await readAudit(path)).entries.map((entry) => entry.result)).toEqual(['promoted', 'unchanged']);
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
  expect(await readdir(path)).not.toContain('channels');
  expect((await readAudit(path)).entries).toMatchObject([{ result: 'refused', note: reason }]);
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
  expect((await readAudit(path)).entries).toMatchObject([{ result: 'refused', note: 'it is damaged' }]);
});

it('does not go back to an older snapshot by mistake', async () => {
  const newer = { id: '20261124T013000', digest: snapshot.digest };
  const evidence = [result(ssh9, { snapshot: newer })];
  await promote(options({ snapshot: newer, decision: decideGate(input({ snapshot: newer, evidence })) }));

  const back = await promote(options());
  const meant = await promote(options({ allowOlder: true }));

  expect(back).toMatchObject({
    kind: 'refused',
    from: newer.id,
    reason: `stable is at the newer snapshot '${newer.id}'`,
  });
  expect(meant).toMatchObject({ kind: 'promoted', from: newer.id, to: snapshot.id });
});

it('keeps a decision that was only asked for, with each reason', async () => {
  await recordDecision({ root, decision: no, by: 'ci', now });

  const { entries } = await readAudit(path);

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

it('starts a new line after one that a crash cut off, and names the damaged one', async () => {
  await recordDecision({ root, decision: no, by: 'ci', now });
  await appendFile(auditFile(path), '{"version":1,"at":"20');

  await recordDecision({ root, decision: yes, by: 'ci', now });

  const { entries, damagedLines } = await readAudit(path);
  expect(entries.map(({ decision }) => decision)).toEqual(['reject', 'promote']);
  expect(damagedLines).toEqual([2]);
});

import { symlinkSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry } from '../../../src/contract/decision.ts';
import type { SnapshotSummary } from '../../../src/contract/snapshot.ts';
import { makeMove } from '../../../src/gate/make-move.ts';
import { noTargets } from '../../../src/gate/take-back.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { median, seconds } from '../measure.ts';

const MOVES = 41;

/**
 * A program: moves a channel to and fro between the two newest snapshots of a root, as a promotion does once it is decided
 * and verified: lock, record, log, link, record, all forced to disk. Prints the median of the seconds of one move, after
 * those of the same link made and renamed by hand, which forces nothing to disk.
 */
const [path = ''] = process.argv.slice(2);
const root = openSnapshotRoot({ path, signal: new AbortController().signal });
const snapshots = (await root.list()).slice(0, 2);
const byHand: number[] = [];
const moves: number[] = [];
for (let number = 0; number < MOVES; number += 1) {
  const to = snapshots[number % 2];
  if (to === undefined) throw new Error(`'${path}' holds fewer than two snapshots`);
  byHand.push(await seconds(() => linkByHand(to)));
  moves.push(await seconds(() => move(to)));
}
process.stdout.write(`${median(byHand)} ${median(moves)}\n`);

async function linkByHand({ id }: SnapshotSummary): Promise<void> {
  const link = join(path, 'by-hand');
  symlinkSync(join('snapshots', id), `${link}.new`);
  await rename(`${link}.new`, link);
}

async function move({ id, digest }: SnapshotSummary): Promise<void> {
  await root.lock(async (held) => {
    const position = await root.readPosition('stable');
    const to = { id, digest };
    const who = { by: 'bench', now: new Date('2026-11-27T04:00:00Z') };
    const entry = entryFor(position.id, to);
    const write = (one: AuditEntry) => root.appendAudit(one);
    await makeMove({ ...noTargets(), ...who, root, held, channel: 'stable', position, to, entry, write });
  });
}

function entryFor(from: string | undefined, to: AuditEntry['to']): AuditEntry {
  return {
    version: 1,
    at: '2026-11-27T04:00:00.000Z',
    by: 'bench',
    action: 'promote',
    result: 'promoted',
    note: '',
    channel: 'stable',
    from,
    to,
    decision: 'promote',
    decidedAt: '2026-11-27T04:00:00.000Z',
    policy: { file: 'gate.yml', digest: to.digest },
    project: { digest: to.digest, overlays: [], leftOut: [] },
    required: ['f-s1-p1'],
    reasons: [],
    evidence: [],
  };
}

import { resolve } from 'node:path';
import type { AuditHead } from '../contract/audit.ts';
import type { AuditEntry, AuditNote } from '../contract/decision.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { readMemberChangelogs } from './member/read-member-changelogs.ts';
import { appendAudit } from './root/append-audit.ts';
import { loggedAt, openLog, readAudit, seenAt } from './root/audit-log.ts';
import { auditState, type Mirrored } from './root/audit-state.ts';
import { findLastGood } from './root/find-last-good.ts';
import { keepDecision, readDecision } from './root/keep-decision.ts';
import { listSnapshots } from './root/list-snapshots.ts';
import { locateMember } from './root/locate-member.ts';
import { listOddities } from './root/list-oddities.ts';
import { moveChannel, readPosition } from './root/move-channel.ts';
import { listUnfinished, readMove, writeMove } from './root/move-record.ts';
import { putReferences, readReferences, removeReferences } from './root/project-references.ts';
import { listChannels, readChannel } from './root/read-channel.ts';
import { findNewest, findSnapshot, readDifference, readSnapshot } from './root/read-snapshot.ts';
import { withRootLock } from './root/root-lock.ts';
import { announceFreeze, putFreeze, putTaint, readStops, removeFreeze } from './root/stops.ts';
import { verifySnapshot } from './verify-snapshot.ts';

export interface SnapshotRootOptions {
  /** Folder that holds `snapshots/`, `pool/` and `channels/`. */
  readonly path: string;
  /** URL at which a web server serves that folder to guests, without a slash at its end. Default: from this disk. */
  readonly url?: string | undefined;
  /** The channel that `last-good` goes by. Default `stable`. */
  readonly goodFor?: string | undefined;
  /** What is done with each new head of the log. Default: nothing. */
  readonly audit?: AuditHooks;
  readonly signal: AbortSignal;
}

/** What is done with the head of the log after each line. */
export interface AuditHooks {
  /** Gives it with its signature, before it is written. Default: nobody signs it. */
  readonly sign?: (head: AuditHead) => AuditHead;
  /** Called once it is on disk. Must not throw. Default: nobody is told. */
  readonly onHead?: (head: AuditHead) => Promise<void>;
  /** Gives the heads that a mirror got, by which a cut end shows. Throws only where it is aborted. Default: there is no mirror. */
  readonly askMirror?: () => Promise<Mirrored>;
}

/** A snapshot root in a folder: channels are links, decisions a file. Keeps nothing open between calls. */
export function openSnapshotRoot({
  path,
  url,
  goodFor = 'stable',
  audit = {},
  signal,
}: SnapshotRootOptions): SnapshotRoot {
  const root = resolve(path);
  const log = openLog(root);
  let { askMirror } = audit;
  const append = async (line: AuditEntry | AuditNote): Promise<void> => {
    const head = await appendAudit(root, line, audit.sign);
    await audit.onHead?.(head);
  };
  return {
    title: root,
    list: () => listSnapshots(root),
    newest: () => findNewest(root),
    find: (reference) => findSnapshot(root, reference, { goodFor }),
    read: (reference) => readSnapshot(root, reference, { goodFor }),
    readDifference: (from, to) => readDifference(root, { from, to }, { goodFor }),
    verify: (id, depth) => verifySnapshot(root, id, { signal, ...(depth === undefined ? {} : { depth }) }),
    changelogs: (id, member, pkgids) => readMemberChangelogs(root, { id, member, pkgids, signal }),
    locate: (id, member) => Promise.resolve(locateMember({ root, url }, id, member)),
    oddities: () => listOddities(root),
    channels: () => listChannels(root),
    readChannel: (name) => readChannel(root, name),
    readPosition: (name) => readPosition(root, name),
    moveChannel: (name, id, expected) => moveChannel(root, name, id, expected),
    readMove: (channel) => readMove(root, channel),
    writeMove: (move) => writeMove(root, move),
    unfinishedMoves: () => listUnfinished(root),
    appendAudit: append,
    appendNote: append,
    readAudit: () => readAudit(log),
    auditState: () => auditState(root, log, askMirror),
    seenAt: (digest, now) => seenAt(log, digest, now),
    loggedAt: () => loggedAt(log),
    readStops: () => readStops(root, log),
    announceFreeze: (freeze) => announceFreeze(root, freeze),
    putFreeze: (freeze) => putFreeze(root, freeze, append),
    removeFreeze: (channel, made) => removeFreeze(root, { ...made, channel }, { log, note: append }),
    putTaint: (taint) => putTaint(root, taint, append),
    keepDecision: (input) => keepDecision(root, input),
    readDecision: (digest) => readDecision(root, digest),
    putReferences: (left) => putReferences(root, left),
    readReferences: (but) => readReferences(root, but),
    removeReferences: (project) => removeReferences(root, project),
    lastGood: () => findLastGood(root, goodFor),
    lock: (work) =>
      withRootLock(root, { signal }, async (held) => {
        askMirror = audit.askMirror && askOnce(audit.askMirror);
        try {
          return await work(held);
        } finally {
          askMirror = audit.askMirror;
        }
      }),
  };
}

/** Nobody else adds a line while the lock is held, so a mirror that was asked once has said all that it can say. */
function askOnce(ask: () => Promise<Mirrored>): () => Promise<Mirrored> {
  let asked: Promise<Mirrored> | undefined;
  return () => (asked ??= ask());
}

import type { ChannelPosition } from '../contract/channel-move.ts';
import type { AuditEntry, GateDecision } from '../contract/decision.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import type { SnapshotRoot, VerifyDepth } from '../contract/snapshot.ts';
import { sentenceOf, type ChannelTargets } from './take-back.ts';
import { toAuditEntry } from './to-audit-entry.ts';

/** What every move of a channel is asked with, whoever allows it. */
export interface MoveOptions {
  readonly root: SnapshotRoot;
  readonly channel: string;
  readonly decision: GateDecision;
  /** Digest of the record of what it rests on; see `keepRecord`. Default: none was kept. */
  readonly inputs?: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
  /** Where the channel was when it was decided; elsewhere now, it does not move. Default: wherever it is. */
  readonly expected?: ChannelPosition;
  /** What moves with the channel. Default: nothing. */
  readonly targets?: ChannelTargets;
  /** How much of the snapshot is read to see that it is whole. Default: what changed since it was read last. */
  readonly verify?: VerifyDepth;
  /** Called with the events of the decision and of the move, each once it is on disk. Default: none. */
  readonly emit?: EmitFleetEvent;
}

/** The decision was made about a move from somewhere else, and does not count for this one: why, else undefined. Pure. */
export function findMoved({ channel, snapshot, expected }: MoveOptions, now: ChannelPosition): string | undefined {
  if (expected === undefined || now.id === snapshot.id) return undefined;
  if (now.id === expected.id && now.generation === expected.generation) return undefined;
  if (now.id === expected.id) return `somebody moved ${channel} meanwhile, and back to '${now.id ?? 'nothing'}'`;
  return `somebody moved ${channel} meanwhile, from '${expected.id ?? 'nothing'}' to '${now.id ?? 'nothing'}'`;
}

/**
 * Why the snapshot is not the one that was decided about, undefined where it is. Throws what `verify` of the root throws,
 * once `onTrouble` has heard of it.
 */
export async function findDifference(
  { root, snapshot, verify }: MoveOptions,
  onTrouble: (why: string) => Promise<void>,
): Promise<string | undefined> {
  try {
    const { digest } = await root.verify(snapshot.id, verify);
    return digest === snapshot.digest ? undefined : `snapshot '${snapshot.id}' now has other content (${digest})`;
  } catch (error) {
    await onTrouble(sentenceOf(error));
    throw error;
  }
}

/** The line of the log about this move. Pure. */
export function entryOf(
  { channel, decision, inputs, snapshot, by, now }: MoveOptions,
  event: Pick<AuditEntry, 'action' | 'from' | 'result' | 'note'>,
): AuditEntry {
  const to = { id: snapshot.id, digest: snapshot.digest };
  const kept = inputs === undefined ? {} : { inputs };
  return { ...toAuditEntry(decision, { by, now, ...event, ...kept }), channel, to };
}

/** Writes the line, and tells of it. Throws what `appendAudit` throws. */
export async function writeEntry(
  { root, decision, emit }: Pick<MoveOptions, 'root' | 'decision' | 'emit'>,
  entry: AuditEntry,
): Promise<void> {
  await root.appendAudit(entry);
  emit?.({ type: 'decision-made', entry, decision });
}

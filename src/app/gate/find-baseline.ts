import type { AuditEntry } from '../../contract/decision.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { Store } from '../../contract/store.ts';
import { failureFingerprint } from '../../gate/failure-fingerprint.ts';
import type { BaselineFact, GateInput } from '../../gate/gate-input.ts';

interface BaselineSearch {
  readonly root: Pick<SnapshotRoot, 'readAudit'>;
  readonly store: Pick<Store, 'evidence'>;
  readonly channel: string;
  readonly channelAt: GateInput['channelAt'];
}

/**
 * The failures that waivers let through when the channel moved to where it is: for the baseline rule. Only what the log
 * names by the digest of its record counts.
 */
export async function findBaseline({
  root,
  store,
  channel,
  channelAt,
}: BaselineSearch): Promise<readonly BaselineFact[]> {
  if (channelAt === undefined) return [];
  const { entries } = await root.readAudit();
  const move = entries.findLast((entry) => isMoveTo(entry, { channel, digest: channelAt.digest }));
  const waived = new Map((move?.evidence ?? []).map((one) => [one.digest, one.waiver]));
  const { evidence } = await store.evidence().ofSnapshot(channelAt.id, channelAt.digest);
  return evidence.flatMap((result): readonly BaselineFact[] => {
    const waiver = waived.get(result.digest);
    const fingerprint = failureFingerprint(result);
    if (waiver === undefined || fingerprint === undefined || result.outcome !== 'fail') return [];
    const { instance, suiteDigest } = result;
    return [{ instance, snapshot: channelAt.id, suiteDigest, fingerprint, waiver }];
  });
}

function isMoveTo(
  { action, result, channel, to }: AuditEntry,
  wanted: { readonly channel: string; readonly digest: string },
): boolean {
  return action === 'promote' && result === 'promoted' && channel === wanted.channel && to.digest === wanted.digest;
}

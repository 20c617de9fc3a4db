import { findRolledBack } from '../../contract/find-rolled-back.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';

/** What of a decision only the snapshot root knows: what stops promotions, the log, where the channel is. */
export async function readRootFacts(
  root: SnapshotRoot,
  { channel, digest, now }: { readonly channel: string; readonly digest: string; readonly now: Date },
): Promise<Pick<GateInput, 'freezes' | 'taints' | 'rolledBack' | 'logTrouble' | 'seenAt' | 'loggedAt' | 'channelAt'>> {
  // First: what follows has the log from it.
  const { trouble } = await root.auditState();
  const [{ freezes, taints }, seenAt, loggedAt, at, { entries }] = await Promise.all([
    root.readStops(),
    root.seenAt(digest, now),
    root.loggedAt(),
    readChannelAt(root, channel),
    root.readAudit(),
  ]);
  const rolledBack = findRolledBack(entries, { channel, digest });
  return {
    freezes,
    taints,
    ...(rolledBack === undefined
      ? {}
      : { rolledBack: { by: rolledBack.by, at: rolledBack.at, note: rolledBack.note } }),
    ...(trouble === undefined ? {} : { logTrouble: trouble }),
    ...(seenAt === undefined ? {} : { seenAt }),
    ...(loggedAt === undefined ? {} : { loggedAt }),
    ...(at === undefined ? {} : { channelAt: at }),
  };
}

/** A snapshot that is gone has no content that could be named. */
async function readChannelAt(root: SnapshotRoot, channel: string): Promise<GateInput['channelAt']> {
  const id = await root.readChannel(channel);
  if (id === undefined) return undefined;
  const summary = (await root.list()).find((one) => one.id === id);
  return { id, digest: summary?.digest ?? '' };
}

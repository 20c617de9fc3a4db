import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';

/** What of a decision only the snapshot root knows: since when the content is there, where the channel is. */
export async function readRootFacts(
  root: SnapshotRoot,
  { channel, digest }: { readonly channel: string; readonly digest: string },
): Promise<Pick<GateInput, 'seenAt' | 'channelAt'>> {
  const { entries } = await root.readAudit();
  const seenAt = entries.find(({ to }) => to.digest === digest)?.at;
  const at = await readChannelAt(root, channel);
  return { ...(seenAt === undefined ? {} : { seenAt }), ...(at === undefined ? {} : { channelAt: at }) };
}

/** A snapshot that is gone has no content that could be named. */
async function readChannelAt(root: SnapshotRoot, channel: string): Promise<GateInput['channelAt']> {
  const id = await root.readChannel(channel);
  if (id === undefined) return undefined;
  const summary = (await root.list()).find((one) => one.id === id);
  return { id, digest: summary?.digest ?? '' };
}

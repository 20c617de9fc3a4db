import type { Freeze, Stops } from '../contract/gate-records.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';

/**
 * What keeps a channel from moving whatever was decided before, as it is now: somebody may have stopped it since. Asked
 * under the root's lock. One line; undefined: nothing.
 */
export async function findStop(
  root: Pick<SnapshotRoot, 'readStops' | 'auditState'>,
  about: { readonly channel: string; readonly digest: string; readonly now: Date },
): Promise<string | undefined> {
  const { trouble } = await root.auditState();
  return trouble ?? describeStop(await root.readStops(), about);
}

/** The same of what was read already. Pure. */
function describeStop(
  { freezes, taints }: Stops,
  { channel, digest, now }: { readonly channel: string; readonly digest: string; readonly now: Date },
): string | undefined {
  const freeze = freezes.find((one) => isFrozen(one, channel, now));
  if (freeze !== undefined) return `${channel} is frozen by ${freeze.by}: ${freeze.reason}`;
  const taint = taints.find((one) => one.digest === digest);
  return taint && `snapshot '${taint.snapshot}' is tainted: ${taint.reason}`;
}

/** Whether a freeze stops a channel now. A time that nobody can read ends nothing. */
export function isFrozen({ channel: frozen, until }: Freeze, channel: string, now: Date): boolean {
  const isOver = until !== undefined && Date.parse(until) <= now.getTime();
  return !isOver && (frozen === undefined || frozen === channel);
}

import { SalternError } from '../../contract/errors.ts';
import type { Taint } from '../../contract/gate-records.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GatherOptions } from '../gather-evidence.ts';
import { rollbackChannel } from '../rollback-channel.ts';
import type { Services } from '../services.ts';

/**
 * Moves a channel from a tainted content to where it was before, by the log. Gives that snapshot's id. Throws
 * `SNAPSHOT_NOT_FOUND` where there is none to go to, and what `promoteSnapshot` throws.
 */
export async function goBack(
  services: Services,
  options: GatherOptions,
  { root, taint }: { readonly root: SnapshotRoot; readonly taint: Taint },
): Promise<string> {
  const { channel, snapshot, reason } = taint;
  const { entries } = await root.readAudit();
  const move = entries.findLast(
    (one) => one.channel === channel && one.result === 'promoted' && one.to.id === snapshot && one.from !== snapshot,
  );
  if (move?.from === undefined) throw nowhere(`the log does not say where '${channel}' was before`);
  const before = (await root.list()).find(({ id }) => id === move.from);
  if (before === undefined) throw nowhere(`'${move.from}', where '${channel}' was before, is gone`);
  const { taints } = await root.readStops();
  if (taints.some(({ digest }) => digest === before.digest)) throw nowhere(`'${before.id}' is tainted too`);
  const { rollback } = await rollbackChannel(services, { ...options, to: before.id, reason });
  if (rollback.kind !== 'refused') return before.id;
  throw nowhere(`'${channel}' cannot go to '${before.id}': ${rollback.reason}`);
}

function nowhere(why: string): SalternError {
  return new SalternError('SNAPSHOT_NOT_FOUND', why, { hint: 'Promote a good one by hand: --to-older REASON.' });
}

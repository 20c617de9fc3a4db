import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listMoves } from '../../contract/list-moves.ts';

/** What was required when the channel moved last, as the log has it. A rollback asks nobody. */
export async function findRequiredBefore(
  root: Pick<SnapshotRoot, 'readAudit'>,
  channel: string,
): Promise<Pick<GateInput, 'requiredBefore'>> {
  const { entries } = await root.readAudit();
  const last = listMoves(entries, channel).findLast(({ action }) => action === 'promote');
  return last === undefined ? {} : { requiredBefore: last.required };
}

import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { listStale } from '../../contract/describe-stale.ts';

/** Members of the snapshot that an older one stands in for: the decision remarks on them. Throws `SNAPSHOT_NOT_FOUND`. */
export async function findStale(root: Pick<SnapshotRoot, 'find'>, id: string): Promise<Pick<GateInput, 'stale'>> {
  const stale = listStale((await root.find(id)).members);
  return stale.length === 0 ? {} : { stale };
}

import { listOddChannels } from './read-channel.ts';
import { listDamagedIds, listStrays } from './list-snapshots.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** What lies among snapshots and channels and is neither, and snapshots that no list can show, one sentence each. Throws `SNAPSHOT_SOURCE`. */
export async function listOddities(root: string): Promise<readonly string[]> {
  const [strays, damagedIds, channels] = await Promise.all([
    listStrays(root),
    listDamagedIds(root),
    listOddChannels(root),
  ]);
  return [
    ...damagedIds.map((id) => `Snapshot '${id}' is left out: \`saltern snapshot verify ${id}\` says what is damaged`),
    ...strays.map((name) => `'${LAYOUT.snapshot(root, name)}' has no manifest, so it is no snapshot`),
    ...channels,
  ];
}

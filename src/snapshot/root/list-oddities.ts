import { listOddChannels } from './read-channel.ts';
import { surveySnapshots } from './list-snapshots.ts';
import { readSummary } from './read-summary.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** What lies among snapshots and channels and is neither, and snapshots that no list can show, one sentence each. Throws `SNAPSHOT_SOURCE`. */
export async function listOddities(root: string): Promise<readonly string[]> {
  const [{ ids, strays }, channels] = await Promise.all([surveySnapshots(root), listOddChannels(root)]);
  const damaged = ids.filter((id) => readSummary(root, id) === undefined);
  return [
    ...damaged.map((id) => `Snapshot '${id}' is left out: \`saltern snapshot verify ${id}\` says what is damaged`),
    ...strays.map((name) => `'${LAYOUT.snapshot(root, name)}' has no manifest, so it is no snapshot`),
    ...channels,
  ];
}

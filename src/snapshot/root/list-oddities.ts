import { listOddChannels } from './read-channel.ts';
import { listStrays } from './list-snapshots.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** What lies among snapshots and channels and is neither, one sentence each. Throws `SNAPSHOT_SOURCE`. */
export async function listOddities(root: string): Promise<readonly string[]> {
  const [strays, channels] = await Promise.all([listStrays(root), listOddChannels(root)]);
  return [
    ...strays.map((name) => `'${LAYOUT.snapshot(root, name)}' has no manifest, so it is no snapshot`),
    ...channels,
  ];
}

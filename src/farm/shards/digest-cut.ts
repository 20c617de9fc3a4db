import { hash } from 'node:crypto';

/**
 * `sha256:…` over the names in each shard, first to last: whoever has the runs of all shards can make it again, so that no
 * instance can be missing, and no shard cut in another way. The order within a shard is nothing to it. Pure.
 */
export function digestCut(shards: readonly (readonly string[])[]): string {
  const names = shards.map((instances) => instances.toSorted((a, b) => (a < b ? -1 : 1)));
  return `sha256:${hash('sha256', JSON.stringify(names))}`;
}

import { join } from 'node:path';
import { openContentCache } from '../../src/app/farm/content-cache.ts';
import { openPacker, type PackedInstance } from '../../src/app/farm/pack-instance.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { CONTENT, placeContent } from '../../src/farm/pack/portable-plan.ts';
import { readPlan } from '../../src/farm/pack/read-plan.ts';

export interface Travelled {
  readonly packed: PackedInstance;
  /** As it travelled: with names of contents in place of paths. */
  readonly portable: InstancePlan;
  /** As the worker runs it. */
  readonly plan: InstancePlan;
  /** The project's folder on the starter's machine. */
  readonly directory: string;
  /** Where the worker has its contents. */
  readonly folder: string;
}

/** A plan from one machine to another, whose disk is `folder`. */
export async function travelPlan(
  plan: InstancePlan,
  { folder, key, directory = '/srv/fleet' }: { folder: string; key?: Uint8Array; directory?: string },
): Promise<Travelled> {
  const packed = await openPacker({ directory, key, secrets: [] }).pack(plan);
  const read = async (digest: string) => packed.bytes.get(digest);
  const cache = openContentCache({ folder: join(folder, 'content'), key, read, now: () => 0 });
  const { [CONTENT.plan]: ref, ...contents } = packed.contents;
  if (ref === undefined) throw new Error('there is no plan');
  const travelled = readPlan(await cache.text(CONTENT.plan, ref));
  const folders = Object.entries(contents).map(async ([name, one]) => [name, await cache.unpacked(name, one)] as const);
  const placed = placeContent(travelled.plan, new Map(await Promise.all(folders)));
  return { packed, portable: travelled.plan, plan: placed, directory: travelled.directory, folder: cache.folder };
}

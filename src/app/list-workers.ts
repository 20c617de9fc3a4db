import type { FarmWorker } from '../contract/farm.ts';
import { isSilent } from '../farm/explain-no-taker.ts';
import { openDesk } from '../farm/queue/index.ts';
import { readFarmAccess } from './farm/farm-access.ts';
import { findFarm } from './farm/find-farm.ts';
import type { ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

/** A worker, and whether it is to be counted on. */
export type ListedWorker = FarmWorker & { readonly isSilent: boolean };

/** The workers that take jobs from the project's database, by their names. Throws `USAGE`, `FARM_UNREACHABLE`. */
export async function listWorkers(services: Services, options: ProjectOptions): Promise<readonly ListedWorker[]> {
  const { farm } = await findFarm(services, options);
  const { url } = readFarmAccess(services, farm);
  await using desk = await openDesk({ url });
  const now = services.now();
  return (await desk.workers()).map((worker) => ({ ...worker, isSilent: isSilent(worker, now) }));
}

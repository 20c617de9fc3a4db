import { DEFAULTS } from '../config/schema/defaults.ts';
import type { FarmSettings } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { FarmWorker } from '../contract/farm.ts';
import { isSilent } from '../farm/explain-no-taker.ts';
import { openDesk } from '../farm/queue/index.ts';
import { readFarmAccess } from './farm/farm-access.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

/** A worker, and whether it is to be counted on. */
export type ListedWorker = FarmWorker & { readonly isSilent: boolean };

/** The workers that take jobs from the project's database, by their names. Throws `USAGE`, `FARM_UNREACHABLE`. */
export async function listWorkers(services: Services, options: ProjectOptions): Promise<readonly ListedWorker[]> {
  const { url } = readFarmAccess(services, await findFarm(services, options));
  await using desk = await openDesk({ url });
  const now = services.now();
  return (await desk.workers()).map((worker) => ({ ...worker, isSilent: isSilent(worker, now) }));
}

/** Workers have no project: where there is none here either, the variables are those that they look at. */
async function findFarm(services: Services, options: ProjectOptions): Promise<Pick<FarmSettings, 'urlEnv' | 'keyEnv'>> {
  try {
    return (await loadProjectFor(services, options)).farm;
  } catch (error) {
    const isNone = error instanceof SalternError && error.code === 'CONFIG_NOT_FOUND';
    if (!isNone || options.project !== undefined) throw error;
    return { urlEnv: DEFAULTS.farm['url-env'], keyEnv: DEFAULTS.farm['key-env'] };
  }
}

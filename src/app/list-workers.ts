import { SalternError } from '../contract/errors.ts';
import type { FarmWorker } from '../contract/farm.ts';
import { isSilent } from '../farm/explain-no-taker.ts';
import { openDesk } from '../farm/queue/index.ts';
import type { Services } from './services.ts';

/** A worker, and whether it is to be counted on. */
export type ListedWorker = FarmWorker & { readonly isSilent: boolean };

const VARIABLE = 'SALTERN_FARM_URL';

/** The workers that take jobs from the database here, by their names. Throws `USAGE`, `FARM_UNREACHABLE`. */
export async function listWorkers(services: Services): Promise<readonly ListedWorker[]> {
  const url = services.environment[VARIABLE]?.trim() ?? '';
  if (url === '') {
    throw new SalternError('USAGE', `The database of jobs is at the URL in '${VARIABLE}', which is not set`, {
      hint: `Set it, such as ${VARIABLE}=postgres://saltern:secret@db.example/saltern.`,
    });
  }
  services.secrets.hide([url]);
  await using desk = await openDesk({ url });
  const now = services.now();
  return (await desk.workers()).map((worker) => ({ ...worker, isSilent: isSilent(worker, now) }));
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { takeLock } from '../../base/lock/take-lock.ts';
import { shortHash, toFileName } from '../../base/text/file-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { FarmJob } from '../../contract/farm.ts';
import type { ProjectIdentity } from '../../contract/plan.ts';
import { driverContext } from '../host-context.ts';
import type { Services } from '../services.ts';

/** How long removing what is left may take; whoever ends a worker waits for it. Milliseconds. */
const LIMIT_MS = 60_000;

/** Projects whose instances a worker may have made. */
const touchedSchema = z.object({
  project: z.object({ name: z.string(), id: z.string(), directory: z.string() }),
  driver: z.string(),
});

/** A worker's own folder, held as long as it works. Disposing removes its instances, and the folder. */
export interface WorkerHome extends AsyncDisposable {
  /** Of the worker. */
  readonly name: string;
  /** Where a job has its logs and its state. */
  folderOf(job: FarmJob): string;
  /** Notes, before it makes anything, whose instances it will make: they are found by that, however it ends. */
  remember(touched: z.infer<typeof touchedSchema>): Promise<void>;
  /** The job is done with. */
  forget(job: FarmJob): Promise<void>;
}

type HomeServices = Pick<Services, 'cacheDirectory' | 'environment' | 'now' | 'driver' | 'tell'>;

/**
 * The home of a worker of this name. What workers of this machine left that were killed is removed first. Throws `BUSY`
 * where a worker of that name works here.
 */
export async function openWorkerHome(services: HomeServices, name: string): Promise<WorkerHome> {
  const homes = join(services.cacheDirectory, 'farm', 'homes');
  await mkdir(homes, { recursive: true });
  await sweepHomes(services, homes);
  const folder = join(homes, toFileName(name));
  const lock = await takeLock({ file: `${folder}.lock` });
  if (lock === undefined) {
    throw new SalternError('BUSY', `A worker with the name '${name}' works on this machine already`, {
      hint: 'Give this one another: `--name`.',
    });
  }
  const folderOf = (job: FarmJob): string => join(folder, 'jobs', shortHash(job.id));
  return {
    name,
    folderOf,
    async remember(touched) {
      await mkdir(join(folder, 'touched'), { recursive: true });
      await writeFile(
        join(folder, 'touched', `${toFileName(`${touched.driver} ${touched.project.id}`)}.json`),
        JSON.stringify(touched),
      );
    },
    forget: (job) => rm(folderOf(job), { recursive: true, force: true }),
    async [Symbol.asyncDispose]() {
      try {
        await sweepHome(services, folder);
      } finally {
        lock[Symbol.dispose]();
      }
    },
  };
}

/** Of workers that are no more: their locks are free. */
async function sweepHomes(services: HomeServices, homes: string): Promise<void> {
  for (const file of (await readFolder(homes)).filter((name) => name.endsWith('.lock'))) {
    using lock = await takeLock({ file: join(homes, file) });
    if (lock !== undefined) await sweepHome(services, join(homes, file.slice(0, -'.lock'.length)));
  }
}

/** Removes the instances of a worker, then what says that it had any. What cannot be removed now is tried the next time. */
async function sweepHome(services: HomeServices, folder: string): Promise<void> {
  for (const file of await readFolder(join(folder, 'touched'))) {
    const text = await readText(join(folder, 'touched', file), MOST_BYTES.record);
    const touched = touchedSchema.safeParse(parse(text));
    if (!touched.success) continue;
    try {
      await sweep(services, touched.data);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      services.tell(`instances of a worker that ended could not be removed: ${why}`);
      return;
    }
  }
  await rm(folder, { recursive: true, force: true });
}

async function sweep(
  { environment, cacheDirectory, now, ...services }: HomeServices,
  { project, driver }: { readonly project: ProjectIdentity; readonly driver: string },
): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const context = driverContext({ environment, cacheDirectory, now, signal }, project, LIMIT_MS);
  await (await services.driver(driver)).sweep({ keep: [] }, context);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

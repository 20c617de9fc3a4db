import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { SalternError } from '../../contract/errors.ts';
import type { NightRecord } from '../../contract/night.ts';
import { projectFolders, type ProjectFolders } from '../../contract/project-folders.ts';
import { CLOCK_SKEW_MS } from '../../contract/clock-skew.ts';
import { nightFiles, type NightFiles } from '../../store/files/night-files.ts';
import { loadProjectFor } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import { isAnswered } from './find-unchanged.ts';
import type { NightOptions } from './night-options.ts';
import { settleNight, toProjectOptions } from './settle-night.ts';

/** Whether nights are done as they should be. Times are ISO 8601 UTC. */
export interface NightStatus {
  /** Whether a night ended within the age, or was found to have nothing to do. */
  readonly isAlive: boolean;
  /** Milliseconds. */
  readonly maxAgeMs: number;
  /** The newest night that came to an answer. Default: there is none. */
  readonly answered?: NightRecord;
  /** When a nightly last found that it still answers all. Default: it never did since. */
  readonly lookedAt?: string;
  /** The newest night, where that is another one. Default: it is not. */
  readonly newest?: NightRecord;
}

/**
 * Looks whether a night ended lately: only the record counts, whatever its answer was. Throws `STATE_DAMAGED` where the
 * records cannot be read, and none that can be read is new enough.
 */
export async function nightStatus(services: Services, options: NightOptions): Promise<NightStatus> {
  const project = await loadProjectFor(services, toProjectOptions(options));
  const { maxAgeMs } = settleNight(project, options);
  const folders = projectFolders(project.reportsDirectory);
  const { answered, newest, unread } = await findNights(nightFiles(folders), folders);
  const lookedAt = await readLooked(folders, answered?.night);
  const last = Math.max(timeOf(answered?.end?.at), timeOf(lookedAt));
  const age = services.now() - last;
  if (age < -CLOCK_SKEW_MS) {
    throw new SalternError('STATE_DAMAGED', `The night '${answered?.night}' ended in the future: a clock is wrong`, {
      hint: 'See that the clocks are right, and run a night.',
    });
  }
  const isAlive = age <= maxAgeMs;
  if (!isAlive && unread !== undefined) {
    throw new SalternError(
      'STATE_DAMAGED',
      `The record of the night '${unread}' cannot be read, in '${folders.nights}'`,
      {
        hint: 'See what is there; the next night makes a new one.',
      },
    );
  }
  return {
    isAlive,
    maxAgeMs,
    ...(answered === undefined ? {} : { answered }),
    ...(lookedAt === undefined ? {} : { lookedAt }),
    ...(newest === undefined || newest.night === answered?.night ? {} : { newest }),
  };
}

interface FoundNights {
  readonly answered?: NightRecord;
  readonly newest?: NightRecord;
  /** Id of the newest that cannot be read, newer than the answered one. */
  readonly unread?: string;
}

async function findNights(files: NightFiles, { nights }: Pick<ProjectFolders, 'nights'>): Promise<FoundNights> {
  let [newest, unread]: [NightRecord | undefined, string | undefined] = [undefined, undefined];
  for (const id of await listIds(files, nights)) {
    const night = await files.read(id);
    if (night === undefined) unread ??= id;
    else newest ??= night;
    if (night !== undefined && isAnswered(night.end?.outcome)) return { answered: night, ...known({ newest, unread }) };
  }
  return known({ newest, unread });
}

function known({ newest, unread }: { newest: NightRecord | undefined; unread: string | undefined }): FoundNights {
  return { ...(newest === undefined ? {} : { newest }), ...(unread === undefined ? {} : { unread }) };
}

async function listIds(files: NightFiles, folder: string): Promise<readonly string[]> {
  return await files.ids().catch((cause: unknown) => {
    throw new SalternError('STATE_DAMAGED', `The nights in '${folder}' cannot be listed`, {
      hint: 'Put the folder back or correct its rights.',
      cause,
    });
  });
}

const lookedSchema = z.object({ version: z.literal(1), night: z.string(), at: z.iso.datetime() });

/** Undefined: nobody looked, or it was about another night. */
async function readLooked({ looked }: Pick<ProjectFolders, 'looked'>, night: string | undefined) {
  const text = await readText(looked, MOST_BYTES.settings).catch(() => '');
  const { data } = lookedSchema.safeParse(parseJson(text));
  return data !== undefined && data.night === night ? data.at : undefined;
}

function timeOf(iso: string | undefined): number {
  return iso === undefined ? Number.NEGATIVE_INFINITY : Date.parse(iso);
}

import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { takeLock } from '../../base/lock/take-lock.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import { writeRecord } from '../../store/files/write-record.ts';
import type { Services } from '../services.ts';

const holderSchema = z.object({ pid: z.int(), user: z.string(), since: z.iso.datetime() });

/**
 * Held as long as a nightly of the project is under way: the kernel gives it back however the process ends. Throws `BUSY`
 * with who has it, `NO_SPACE`, `INTERNAL`.
 */
export async function lockNight(
  services: Pick<Services, 'user' | 'now'>,
  { locks }: Pick<ProjectFolders, 'locks'>,
): Promise<Disposable> {
  const lock = await takeLock({ directory: locks, key: '.nightly' }).catch((cause: unknown) => {
    throw wrapWriteTrouble(locks, cause);
  });
  const file = join(locks, 'nightly.json');
  if (lock === undefined) throw await busy(file);
  try {
    await writeRecord(file, { pid: process.pid, user: services.user, since: new Date(services.now()).toISOString() });
    return lock;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

async function busy(file: string): Promise<SalternError> {
  const text = await readText(file, MOST_BYTES.settings).catch(() => '');
  const { data } = holderSchema.safeParse(parseJson(text));
  const who = data && `process ${data.pid} of ${data.user}, since ${formatTime(data.since)} UTC`;
  return new SalternError('BUSY', `Another nightly of this project is under way${who ? `: ${who}` : ''}`, {
    hint: 'Wait for it, or end it: its lock goes with it, and the next one goes on where it was.',
    isTransient: true,
  });
}

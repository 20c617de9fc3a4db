import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import type { Remembered, VerdictRecords } from '../../contract/store.ts';
import { rememberedSchema } from '../record-schemas.ts';
import { writeRecord } from './write-record.ts';

/** Longest wait for the lock. Writing verdicts takes milliseconds: after this long, something hangs. */
const LIMIT_MS = 10_000;

const NOTHING: Remembered = { verdicts: [], attempts: [] };
const schema = rememberedSchema.extend({ version: z.literal(1) });

/** The newest verdicts in one file, `badges.json`. */
export function verdictFile({ badges, locks }: Pick<ProjectFolders, 'badges' | 'locks'>): VerdictRecords {
  return {
    read: () => readRemembered(badges),
    async update(change, publish) {
      using _lock = await lock(locks, badges);
      const before = await readRemembered(badges);
      const now = change(before);
      if (!isDeepStrictEqual(now, before)) await writeRecord(badges, { version: 1, ...now });
      await publish?.(now);
      return now;
    },
  };
}

async function readRemembered(file: string): Promise<Remembered> {
  try {
    const { verdicts, attempts } = schema.parse(JSON.parse(await readText(file, MOST_BYTES.record)));
    return { verdicts, attempts };
  } catch {
    return NOTHING;
  }
}

/** With a limit but no signal: an interrupted run keeps its verdicts too. */
async function lock(directory: string, file: string): Promise<Disposable> {
  const { signal } = new AbortController();
  const take = () => takeLock({ directory, key: '.badges' });
  const taken = await waitUntil(take, { signal, timeoutMs: LIMIT_MS }).catch((cause: unknown) => {
    throw wrapWriteTrouble(directory, cause);
  });
  if (taken !== undefined) return taken;
  throw new SalternError('BUSY', `Another saltern has been writing '${file}' for ${LIMIT_MS / 1000} s`, {
    hint: 'End it: its lock goes with it.',
    isTransient: true,
  });
}

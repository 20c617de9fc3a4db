import { rename } from 'node:fs/promises';
import { hasCode } from '../base/error/has-code.ts';
import { whySystem } from '../base/error/system-error.ts';
import { withLock } from '../base/lock/with-lock.ts';
import { SalternError } from '../contract/errors.ts';
import type { Services } from './services.ts';

/** Longest wait for another process that does the same. */
const LIMIT_MS = 10_000;

export interface AsideOptions {
  /** Absolute path of the damaged history. */
  readonly file: string;
  /** Folder of lock files. */
  readonly locks: string;
  /** Whether it is still the one that is damaged. */
  isSame(): Promise<boolean>;
}

/** Renames a damaged history's file, and says so. Throws `HISTORY_UNREACHABLE` where it cannot be renamed. */
export async function setHistoryAside(
  { tell, now }: Pick<Services, 'tell' | 'now'>,
  { file, locks, isSame }: AsideOptions,
): Promise<void> {
  const aside = `${file}.damaged-${new Date(now()).toISOString().replaceAll(/[-:]|\.\d+Z$/g, '')}`;
  const move = async (): Promise<void> => {
    if (!(await isSame())) return;
    // What was not yet put into the file is of no use to the next one, and would be taken for its own.
    for (const end of ['-wal', '-shm']) await rename(file + end, aside + end).catch(ignoreMissing);
    await rename(file, aside);
    tell(`the history was damaged, and is now '${aside}': \`saltern history import\` fills a new one in from the runs`);
  };
  try {
    await withLock({ directory: locks, key: '.history' }, move, { signal: AbortSignal.timeout(LIMIT_MS) });
  } catch (error) {
    throw new SalternError(
      'HISTORY_UNREACHABLE',
      `The damaged history '${file}' cannot be put aside: ${whySystem(error)}`,
      { hint: 'Move it away by hand, then run `saltern history import`.', cause: error },
    );
  }
}

function ignoreMissing(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}

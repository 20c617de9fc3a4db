import { takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { SalternError } from '../../contract/errors.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';

/** Longest wait. Drawing takes milliseconds: after this long, something hangs. */
const LIMIT_MS = 10_000;

/** Lets one process at a time draw the project's badges. Throws `BUSY`, `INTERNAL`. */
export async function lockDrawing(folders: Pick<ProjectFolders, 'locks' | 'drawn'>): Promise<Disposable> {
  const { signal } = new AbortController();
  const taken = await waitUntil(() => tryLockDrawing(folders), { signal, timeoutMs: LIMIT_MS });
  if (taken !== undefined) return taken;
  throw new SalternError('BUSY', `Another saltern has been writing '${folders.drawn}' for ${LIMIT_MS / 1000} s`, {
    hint: 'End it: its lock goes with it.',
    isTransient: true,
  });
}

/** The same without waiting: undefined while somebody else draws. Throws `INTERNAL`. */
export async function tryLockDrawing({ locks }: Pick<ProjectFolders, 'locks'>): Promise<Disposable | undefined> {
  try {
    return await takeLock({ directory: locks, key: '.badges-drawn' });
  } catch (cause) {
    throw wrapWriteTrouble(locks, cause);
  }
}

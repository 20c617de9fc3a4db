import { pathExists } from '../base/files/path-exists.ts';
import { takeLock } from '../base/lock/take-lock.ts';
import type { RunFolder } from '../contract/project-folders.ts';

const NONE: Disposable = { [Symbol.dispose]: () => undefined };

/**
 * Held as long as a run is under way: the kernel gives it back however the process ends. Its folder is there. Where the
 * file cannot be made, the reports of the run say so; nothing is held then.
 */
export async function lockRun({ lock }: Pick<RunFolder, 'lock'>): Promise<Disposable> {
  return (await takeLock({ file: lock }).catch(() => undefined)) ?? NONE;
}

/** Whether the run is under way, in this process or another; a folder whose lock cannot be asked counts as that. */
export async function isRunning({ lock }: Pick<RunFolder, 'lock'>): Promise<boolean> {
  if (!(await pathExists(lock))) return false;
  try {
    using taken = await takeLock({ file: lock });
    return taken === undefined;
  } catch {
    return true;
  }
}

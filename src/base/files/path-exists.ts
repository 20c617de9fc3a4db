import { stat } from 'node:fs/promises';

/** Whether there is something, links followed; what may not be looked at counts as not there. */
export function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

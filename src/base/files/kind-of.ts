import { stat } from 'node:fs/promises';

/** What is at a path, links followed; undefined for nothing, and for what may not be looked at. */
export function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );
}

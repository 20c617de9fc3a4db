import { stat } from 'node:fs/promises';

/** What is at a path, links followed; `other` for a FIFO, a socket, a device; undefined for nothing, and for what may not be looked at. */
export function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other'),
    () => undefined,
  );
}

import { UnreadableError } from '../error/unreadable-error.ts';
import { openRegular } from './open-regular.ts';

/** A file that only grows, written by another process. */
export interface GrownFile {
  /** What was added since the last call; nothing while it is not there. Throws UnreadableError. */
  read(): Promise<Buffer>;
}

/** Begins at the file's beginning, and holds it open only while it reads. */
export function grownFile(path: string): GrownFile {
  let position = 0;
  return {
    async read() {
      try {
        await using file = await openRegular(path);
        const bytes = Buffer.alloc(Math.max(0, file.size - position));
        const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, position);
        position += bytesRead;
        return bytes.subarray(0, bytesRead);
      } catch (error) {
        if (error instanceof UnreadableError && error.code === 'ENOENT') return Buffer.alloc(0);
        throw error;
      }
    },
  };
}

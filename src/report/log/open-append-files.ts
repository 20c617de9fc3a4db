import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';

export interface AppendFiles {
  /** Adds `text` at the end of the file, which is made with its folder when missing. Never throws. */
  append(file: string, text: string): void;
  /** Frees the file; a later `append` opens it again and still adds at its end. */
  release(file: string): void;
  /** Frees all files; throws the first error that there was, once. */
  close(): void;
}

/**
 * Files that only grow. Each `append` is one write to an open file before it returns: nothing is held in memory, and
 * what was appended before a crash is on disk.
 */
export function openAppendFiles(): AppendFiles {
  const open = new Map<string, number>();
  let trouble: Error | undefined;

  const descriptor = (file: string): number => {
    const known = open.get(file);
    if (known !== undefined) return known;
    mkdirSync(dirname(file), { recursive: true });
    const opened = openSync(file, 'a');
    open.set(file, opened);
    return opened;
  };
  const attempt = (file: string, action: () => void): void => {
    try {
      action();
    } catch (cause) {
      trouble ??= wrapWriteTrouble(file, cause);
    }
  };
  const release = (file: string): void => {
    const known = open.get(file);
    open.delete(file);
    if (known !== undefined) attempt(file, () => closeSync(known));
  };

  return {
    append: (file, text) => attempt(file, () => appendFileSync(descriptor(file), text)),
    release,
    close() {
      for (const file of open.keys()) release(file);
      const first = trouble;
      trouble = undefined;
      if (first !== undefined) throw first;
    },
  };
}

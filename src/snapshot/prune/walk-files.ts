import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { hasCode } from '../../base/error/has-code.ts';

/** A file, and what it was when it was come upon. */
export interface WalkedFile {
  /** Absolute. */
  readonly path: string;
  readonly stats: Stats;
}

/** Files between two checks of the signal, about 10 ms. */
const BATCH = 500;

/** Every file below a folder; none where it is not there. Throws the signal's reason. */
export async function* walkFiles(folder: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const folders = [folder];
  let seen = 0;
  for (let one = folders.pop(); one !== undefined; one = folders.pop()) {
    for (const entry of readEntries(one)) {
      const path = `${one}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else yield { path, stats: lstatSync(path) };
      if (++seen % BATCH !== 0) continue;
      await breathe();
      signal.throwIfAborted();
    }
  }
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

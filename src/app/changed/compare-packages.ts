import { join } from 'node:path';
import { readTextNow } from '../../base/files/read-now.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readSalternEntry } from '../../plan/changed/saltern-entry.ts';

/** What files in which a repository names its saltern say of it, here and in another checkout. Those that never did are left out. */
export function comparePackages(
  files: readonly string[],
  tops: { readonly now: string; readonly before: string },
): { readonly same: readonly string[]; readonly differing: readonly string[] } {
  const entryOf = (top: string, file: string): string | undefined => {
    const text = readOrNothing(join(top, file));
    return text === undefined ? undefined : readSalternEntry(file, text);
  };
  const known = files.map((file) => ({ file, now: entryOf(tops.now, file), before: entryOf(tops.before, file) }));
  const told = known.filter(({ now, before }) => now !== undefined || before !== undefined);
  return {
    same: told.filter(({ now, before }) => now === before).map(({ file }) => file),
    differing: told.filter(({ now, before }) => now !== before).map(({ file }) => file),
  };
}

function readOrNothing(path: string): string | undefined {
  try {
    return readTextNow(path, MOST_BYTES.record);
  } catch {
    return undefined;
  }
}

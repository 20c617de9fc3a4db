import { join } from 'node:path';
import { readTextNow } from '../../base/files/read-now.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readSalternEntry } from '../../plan/changed/saltern-entry.ts';

/** What files in which a repository names its saltern say of it, here and in another checkout. Those that never did are left out. */
export function comparePackages(
  files: readonly string[],
  tops: { readonly top: string; readonly then: string },
): { readonly same: readonly string[]; readonly differing: readonly string[] } {
  const entryOf = (top: string, file: string): string | undefined => {
    const text = readOrNothing(join(top, file));
    return text === undefined ? undefined : readSalternEntry(file, text);
  };
  const known = files.map((file) => ({ file, now: entryOf(tops.top, file), then: entryOf(tops.then, file) }));
  const told = known.filter(({ now, then }) => now !== undefined || then !== undefined);
  return {
    same: told.filter(({ now, then }) => now === then).map(({ file }) => file),
    differing: told.filter(({ now, then }) => now !== then).map(({ file }) => file),
  };
}

function readOrNothing(path: string): string | undefined {
  try {
    return readTextNow(path, MOST_BYTES.record);
  } catch {
    return undefined;
  }
}

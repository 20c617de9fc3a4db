import type { ProjectFolders } from '../contract/project-folders.ts';
import { isNoPass, isTried } from './judge-newest.ts';
import { readNewest } from './read-newest.ts';

/** What `--failed` leaves of a selection. */
export interface Sifted<T> {
  /** Those whose newest attempt is known to be no pass. */
  readonly failed: readonly T[];
  /** Names of those that nobody ever tested. */
  readonly untried: readonly string[];
  /** Names of instances that were no pass, and that the project no longer has; sorted. */
  readonly gone: readonly string[];
}

/** Sifts by what is remembered. `all`: every instance of the project. */
export async function siftFailed<T extends { readonly name: string }>(
  selected: readonly T[],
  all: readonly { readonly name: string }[],
  folders: ProjectFolders,
): Promise<Sifted<T>> {
  const memory = await readNewest(folders);
  const isFailed = (name: string): boolean => {
    const newest = memory.get(name);
    return newest !== undefined && isNoPass(newest);
  };
  const known = new Set(all.map(({ name }) => name));
  return {
    failed: selected.filter(({ name }) => isFailed(name)),
    untried: selected.flatMap(({ name }) => {
      const newest = memory.get(name);
      return newest !== undefined && isTried(newest) ? [] : [name];
    }),
    gone: [...memory.keys()].filter((name) => !known.has(name) && isFailed(name)).sort(),
  };
}

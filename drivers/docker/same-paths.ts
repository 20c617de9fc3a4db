import { SalternError } from '../../src/contract/errors.ts';
import type { Finding } from '../../src/contract/driver.ts';
import type { Engine } from './engine.ts';
import type { OwnMount } from './own-mounts.ts';

/** A folder of ours that the engine would look for in vain, or where something else may be. */
export interface HiddenFolder {
  readonly folder: string;
  /** Where it is on the engine's machine; undefined: nowhere, it is our container's alone. */
  readonly source: string | undefined;
}

/** Which of these absolute folders the engine does not see under the same path. Pure. */
export function findHidden(folders: readonly string[], mounts: readonly OwnMount[]): readonly HiddenFolder[] {
  return folders.flatMap((folder) => {
    const [nearest] = mounts
      .filter(({ destination }) => isWithin(folder, destination))
      .toSorted((a, b) => b.destination.length - a.destination.length);
    const source = nearest && `${nearest.source}${folder.slice(nearest.destination.length)}`;
    return source === folder ? [] : [{ folder, source }];
  });
}

/**
 * Refuses to show guests a folder that the engine would look for under another path. Where there is something else by
 * chance, that would be tested. Throws `ENGINE_FAILED`.
 */
export async function requireSamePaths(engine: Engine, folders: readonly string[]): Promise<void> {
  if (folders.length === 0 || engine.endpoint.kind !== 'socket') return;
  const mounts = await engine.ownMounts();
  const [hidden] = mounts === undefined ? [] : findHidden(folders, mounts);
  if (hidden === undefined) return;
  throw new SalternError('ENGINE_FAILED', `Docker on '${engine.endpoint.name}' does not see '${tellHidden(hidden)}`, {
    hint: 'Mount it at the path that it has outside, the snapshot root and the cache too: see examples/container.',
  });
}

/** Of the folder for what projects share, from which guests are shown something, too. Pure. */
export function judgeCachePath(folder: string, mounts: readonly OwnMount[] | undefined): readonly Finding[] {
  if (mounts === undefined) return [];
  const title = 'Saltern in a container';
  const [hidden] = findHidden([folder], mounts);
  if (hidden === undefined)
    return [{ title, outcome: 'pass', message: `the engine sees '${folder}' under the same path`, remedy: undefined }];
  const remedy = `Mount a folder of the engine's machine there (--volume ${folder}:${folder}), or name one with SALTERN_CACHE; without, snapshots of this machine cannot be shown.`;
  return [{ title, outcome: 'warn', message: `the engine does not see '${tellHidden(hidden)}`, remedy }];
}

/** The end of a sentence, from the folder's name on. */
function tellHidden({ folder, source }: HiddenFolder): string {
  return source === undefined
    ? `${folder}': saltern runs in a container, which has it to itself`
    : `${folder}' there: saltern runs in a container, and outside it is '${source}'`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

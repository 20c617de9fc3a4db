import type { CacheEntry } from '../../../src/contract/driver.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import { listImages, removeImage } from '../images/list-images.ts';
import { listFolders, readLabel } from '../machine/machine-folder.ts';
import { listStates, removeState, type ListedState } from './prepared-store.ts';

type Context = Pick<DriverContext, 'cacheDirectory'>;

/** Images and saved machines. In use: a machine, or another saved machine, was made from it. */
export async function listCache({ cacheDirectory }: Context): Promise<readonly CacheEntry[]> {
  const [states, images, used] = await Promise.all([
    listStates(cacheDirectory),
    listImages(cacheDirectory),
    usedByMachines(cacheDirectory),
  ]);
  const parents = new Set(states.map(({ state }) => state.parent));
  const bases = new Set(states.map(({ state }) => state.image));
  return [
    ...states.map((one) => describeState(one, used.has(one.state.key) || parents.has(one.state.key))),
    ...images.map(({ id, title, bytes, usedAt, file }) => ({
      id: `image-${id}`,
      kind: 'image' as const,
      title,
      bytes,
      usedAt,
      isInUse: bases.has(file) || used.has(''),
    })),
  ];
}

/** Removes what is not in use; gives the ids of what it removed. */
export async function forgetCache(ids: readonly string[], context: Context): Promise<readonly string[]> {
  const free = (await listCache(context)).filter((one) => !one.isInUse && ids.includes(one.id));
  const removed: string[] = [];
  for (const { id, kind } of free) {
    const isGone =
      kind === 'image'
        ? await removeImage(context.cacheDirectory, id.slice('image-'.length))
        : await removeState(context, id);
    if (isGone) removed.push(id);
  }
  return removed;
}

/** Most bytes that saved machines may take together; the longest unused go first. */
export const CACHE_LIMIT = 40 * 2 ** 30;

/** Keeps the saved machines below the limit; never removes one that is in use, nor `keep`. */
export async function boundCache(context: Context, keep: string, limit: number = CACHE_LIMIT): Promise<void> {
  const entries = (await listCache(context)).filter((one) => one.kind === 'prepared');
  let bytes = entries.reduce((sum, one) => sum + one.bytes, 0);
  const free = entries
    .filter((one) => !one.isInUse && one.id !== keep)
    .toSorted((one, other) => (one.usedAt < other.usedAt ? -1 : 1));
  for (const one of free) {
    if (bytes <= limit) return;
    if (await removeState(context, one.id)) bytes -= one.bytes;
  }
}

function describeState({ state, bytes, usedAt }: ListedState, isInUse: boolean): CacheEntry {
  const title = `${state.title}${state.isWarm ? '' : ' (disk only)'}`;
  return { id: state.key, kind: 'prepared', title, bytes, usedAt: usedAt.toISOString(), isInUse };
}

/** Keys of the states that machines started from; '' for one that started from an image. */
async function usedByMachines(cacheDirectory: string): Promise<ReadonlySet<string>> {
  const labels = await Promise.all((await listFolders(cacheDirectory)).map(readLabel));
  return new Set(
    labels.flatMap((label) => (label ? [label.prepared, ...(label.role === 'builder' ? [label.parent] : [])] : [])),
  );
}

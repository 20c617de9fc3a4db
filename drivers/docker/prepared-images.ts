import type { CacheEntry } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { LABEL, PREPARED_REPOSITORY } from './labels.ts';
import { forgetUse, readUse } from './note-use.ts';

type Context = Pick<DriverContext, 'signal' | 'cacheDirectory'>;

/** A prepared image that the engine holds; its id as an entry is its tag. */
interface PreparedImage extends CacheEntry {
  readonly key: string;
}

/** Prepared images of every project. What an image shares with the one that it was built on counts only there. */
export async function listPrepared(engine: Engine, context: Context): Promise<readonly CacheEntry[]> {
  const images = await findPrepared(engine, context);
  return images.map(({ id, kind, title, bytes, usedAt, isInUse }) => ({ id, kind, title, bytes, usedAt, isInUse }));
}

/**
 * Removes these by their tags, without force, those built last first: what they were built on may be free then. Whether
 * an image is in use is checked here, because the engine would take the tag off one that others are built on.
 */
export async function forgetPrepared(
  engine: Engine,
  ids: readonly string[],
  context: Context,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (;;) {
    const images = await findPrepared(engine, context);
    const free = images.filter(({ id, isInUse }) => ids.includes(id) && !isInUse && !removed.includes(id));
    const gone = await Promise.all(free.map((image) => remove(engine, image, context)));
    const removedNow = free.filter((_, index) => gone[index]).map(({ id }) => id);
    removed.push(...removedNow);
    if (removedNow.length === 0) return removed;
  }
}

/** False when the image has come into use meanwhile, or was removed already. */
async function remove(engine: Engine, { id, key }: PreparedImage, context: Context): Promise<boolean> {
  try {
    await engine.ask(`remove the image '${id}'`, (docker) => docker.getImage(id).remove(), context.signal);
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 409) return false;
    throw error;
  }
  await forgetUse(context, key);
  return true;
}

async function findPrepared(engine: Engine, context: Context): Promise<readonly PreparedImage[]> {
  const { signal } = context;
  const [images, containers] = await Promise.all([
    engine.ask('list images', (docker) => docker.listImages({ all: true }), signal),
    engine.ask('list containers', (docker) => docker.listContainers({ all: true }), signal),
  ]);
  const sizes = new Map(images.map(({ Id, Size }) => [Id, Size]));
  // Not every engine keeps the parent of what it saved; our label does.
  const below = new Set(images.flatMap(({ ParentId, Labels }) => [ParentId, Labels?.[LABEL.parent]]));
  const running = new Set(containers.map(({ ImageID }) => ImageID));
  const found = images.flatMap((image) => {
    const { Id, Labels, Size, Created } = image;
    const id = image.RepoTags?.find((tag) => tag.startsWith(`${PREPARED_REPOSITORY}:`));
    const key = Labels?.[LABEL.prepared];
    if (id === undefined || key === undefined) return [];
    const bytes = Math.max(0, Size - (sizes.get(Labels?.[LABEL.parent] ?? '') ?? 0));
    const isInUse = running.has(Id) || below.has(Id);
    return [{ id, key, title: describe(Labels), bytes, isInUse, madeAt: Created * 1000 }];
  });
  return await Promise.all(
    found.map(async ({ madeAt, ...image }): Promise<PreparedImage> => {
      const usedAt = Math.max(madeAt, (await readUse(context, image.key)) ?? 0);
      return { ...image, kind: 'prepared', usedAt: new Date(usedAt).toISOString() };
    }),
  );
}

/** `centos-stream-9 · snapshot 20261122T013000`; for an image without these labels, what it was built on. */
function describe(labels: Readonly<Record<string, string>>): string {
  const base = labels[LABEL.base]?.split(' ', 1)[0];
  return [labels[LABEL.platform] || base || 'unknown base', labels[LABEL.title]].filter(Boolean).join(' · ');
}

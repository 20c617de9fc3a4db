import { targetFailed } from '../target-failed.ts';
import type { ImagesConfig } from './config.ts';
import { copyContent } from './copy-manifest.ts';
import type { Tags } from './image-note.ts';
import { parseReference, type ImageReference } from './image-reference.ts';
import { openRegistry, type Manifest, type RegistryClient, type RegistryOptions } from './open-registry.ts';

/** The tags that others use, all of them together. Everything throws `TARGET_FAILED`. */
export interface TagSet {
  /** What they are now. */
  read(): Promise<Tags>;
  /** What the tags that are to be promoted are now; each must be there. */
  readCandidates(): Promise<Tags>;
  /** Does all but turn tags: whatever can be refused is refused here. */
  prepare(wanted: Tags): Promise<void>;
  /**
   * Turns all tags, or those that were turned are turned back: also where somebody else moves one meanwhile, which stays as
   * they left it. Gives those that the registry could not take away.
   */
  turn(found: Tags, wanted: Tags): Promise<readonly string[]>;
}

/** One image: from where, to where. */
interface Pair {
  /** As it is written, of the tag that others use. */
  readonly tag: string;
  readonly from: ImageReference;
  readonly to: ImageReference;
}

export function openTags({
  images,
  ...options
}: Omit<RegistryOptions, 'host'> & { readonly images: ImagesConfig }): TagSet {
  const { title } = options;
  const pairs = images.map(({ from, to }) => ({ tag: to, from: parse(from, title), to: parse(to, title) }));
  const registries = new Map(pairs.map(({ to }) => [to.registry, openRegistry({ ...options, host: to.registry })]));
  const registryOf = ({ to }: Pair): RegistryClient =>
    registries.get(to.registry) ?? openRegistry({ ...options, host: to.registry });
  const readEach = (one: (pair: Pair) => Promise<string | null>): Promise<Tags> =>
    Promise.all(pairs.map(async (pair) => [pair.tag, await one(pair)] as const)).then(Object.fromEntries);

  /** Of what is in one of the two repositories. */
  const find = async (pair: Pair, digest: string): Promise<{ readonly in: string; readonly manifest: Manifest }> => {
    for (const { repository } of [pair.to, pair.from]) {
      const manifest = await registryOf(pair).getManifest(repository, digest);
      if (manifest !== undefined) return { in: repository, manifest };
    }
    throw targetFailed(title, `did not move: the registry has no '${digest}' for '${pair.tag}' any more`);
  };
  const set = async (pair: Pair, digest: string | null): Promise<boolean> => {
    const { repository, tag } = pair.to;
    if (digest === null) return await registryOf(pair).removeTag(repository, tag);
    const { manifest } = await find(pair, digest);
    await registryOf(pair).putManifest(repository, tag, manifest);
    return true;
  };

  const readOne = async (pair: Pair): Promise<string | null> =>
    (await registryOf(pair).getManifest(pair.to.repository, pair.to.tag))?.digest ?? null;
  /** No registry compares and swaps: that somebody else moves a tag shows only to who looks again. */
  const expectAt = async (pair: Pair, tags: Tags): Promise<void> => {
    const now = await readOne(pair);
    if (now === (tags[pair.tag] ?? null)) return;
    throw targetFailed(title, `did not move: somebody moved '${pair.tag}' meanwhile; it is ${now ?? 'gone'}`, {
      hint: 'Find out who else pushes there. It stays as they left it; the next `promote` moves it on from there.',
      isTransient: true,
    });
  };
  /** Each of them, whatever becomes of the others; but for what somebody else has moved since. */
  const turnBack = async (turned: readonly Pair[], found: Tags, wanted: Tags): Promise<void> => {
    const troubles: unknown[] = [];
    for (const pair of turned) {
      try {
        if ((await readOne(pair)) === (wanted[pair.tag] ?? null)) await set(pair, found[pair.tag] ?? null);
      } catch (error) {
        troubles.push(error);
      }
    }
    if (troubles.length > 0) throw troubles[0];
  };

  return {
    read: () => readEach(readOne),
    readCandidates: () =>
      readEach(async (pair) => {
        const { repository, tag } = pair.from;
        const manifest = await registryOf(pair).getManifest(repository, tag);
        if (manifest !== undefined) return manifest.digest;
        throw targetFailed(title, `did not move: there is no image '${repository}:${tag}' to promote`, {
          hint: 'Push it, or take it out of the target.',
        });
      }),
    async prepare(wanted) {
      for (const pair of pairs) {
        const digest = wanted[pair.tag];
        if (digest === undefined || digest === null) continue;
        const found = await find(pair, digest);
        const way = { registry: registryOf(pair), title, from: found.in, to: pair.to.repository };
        await copyContent(found.manifest, way);
      }
    },
    async turn(found, wanted) {
      const turned: Pair[] = [];
      const left: string[] = [];
      try {
        for (const pair of pairs) {
          const digest = wanted[pair.tag] ?? null;
          await expectAt(pair, found);
          if (digest === (found[pair.tag] ?? null)) continue;
          turned.push(pair);
          if (!(await set(pair, digest))) left.push(pair.tag);
        }
        for (const pair of pairs) if (!left.includes(pair.tag)) await expectAt(pair, wanted);
      } catch (error) {
        await turnBack(turned.toReversed(), found, wanted);
        throw error;
      }
      return left;
    },
  };
}

function parse(text: string, title: string): ImageReference {
  const reference = parseReference(text);
  if (reference === undefined) throw targetFailed(title, `names no image with '${text}'`);
  return reference;
}

import type { ImagesConfig } from './config.ts';
import { copyContent } from './copy-manifest.ts';
import type { Tags } from './image-note.ts';
import { openPairs, type ImagePair, type ImagePairs } from './open-pairs.ts';
import type { RegistryOptions } from './open-registry.ts';
import { targetFailed } from '../target-failed.ts';

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

export function openTags(options: Omit<RegistryOptions, 'host'> & { readonly images: ImagesConfig }): TagSet {
  const images = openPairs(options);
  const { pairs } = images;
  const readEach = (one: (pair: ImagePair) => Promise<string | null>): Promise<Tags> =>
    Promise.all(pairs.map(async (pair) => [pair.tag, await one(pair)] as const)).then(Object.fromEntries);
  /** No registry compares and swaps: that somebody else moves a tag shows only to who looks again. */
  const expectAt = async (pair: ImagePair, tags: Tags): Promise<void> => {
    const now = await images.read(pair);
    if (now === (tags[pair.tag] ?? null)) return;
    const what = `did not move: somebody moved '${pair.tag}' meanwhile; it is ${now ?? 'gone'}`;
    throw targetFailed(options.title, what, {
      hint: 'Find out who else pushes there. It stays as they left it; the next `promote` moves it on from there.',
      isTransient: true,
    });
  };
  return {
    read: () => readEach(images.read),
    readCandidates: () => readEach(images.readCandidate),
    async prepare(wanted) {
      for (const pair of pairs) {
        const digest = wanted[pair.tag];
        if (digest === undefined || digest === null) continue;
        const found = await images.find(pair, digest);
        const registry = images.registryOf(pair);
        const way = { registry, title: options.title, from: found.in, to: pair.to.repository };
        await copyContent(found.manifest, way);
      }
    },
    async turn(found, wanted) {
      const turned: ImagePair[] = [];
      const left: string[] = [];
      try {
        for (const pair of pairs) {
          const digest = wanted[pair.tag] ?? null;
          await expectAt(pair, found);
          if (digest === (found[pair.tag] ?? null)) continue;
          turned.push(pair);
          if (!(await images.set(pair, digest))) left.push(pair.tag);
        }
        for (const pair of pairs) if (!left.includes(pair.tag)) await expectAt(pair, wanted);
      } catch (error) {
        await turnBack(images, turned.toReversed(), { found, wanted });
        throw error;
      }
      return left;
    },
  };
}

interface Turned {
  readonly found: Tags;
  readonly wanted: Tags;
}

/** Each of them, whatever becomes of the others; but for what somebody else has moved since. */
async function turnBack(images: ImagePairs, turned: readonly ImagePair[], { found, wanted }: Turned): Promise<void> {
  const troubles: unknown[] = [];
  for (const pair of turned) {
    try {
      const isOurs = (await images.read(pair)) === (wanted[pair.tag] ?? null);
      if (isOurs) await images.set(pair, found[pair.tag] ?? null);
    } catch (error) {
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw troubles[0];
}

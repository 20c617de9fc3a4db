import { targetFailed } from '../target-failed.ts';
import type { ImagesConfig } from './config.ts';
import { parseReference, type ImageReference } from './image-reference.ts';
import { openRegistry, type Manifest, type RegistryClient, type RegistryOptions } from './open-registry.ts';

/** One image: from where, to where. */
export interface ImagePair {
  /** As it is written, of the tag that others use. */
  readonly tag: string;
  readonly from: ImageReference;
  readonly to: ImageReference;
}

/** Single images with their registries. Everything throws `TARGET_FAILED`. */
export interface ImagePairs {
  readonly pairs: readonly ImagePair[];
  registryOf(pair: ImagePair): RegistryClient;
  /** Digest of what others use now; null: nothing is there. */
  read(pair: ImagePair): Promise<string | null>;
  /** Digest of what is to be promoted; it must be there. */
  readCandidate(pair: ImagePair): Promise<string>;
  /** A manifest that is in one of the two repositories of a pair, and in which. */
  find(pair: ImagePair, digest: string): Promise<{ readonly in: string; readonly manifest: Manifest }>;
  /** Makes the tag that others use mean that manifest; null: nothing. False: the registry cannot take it away. */
  set(pair: ImagePair, digest: string | null): Promise<boolean>;
}

export function openPairs({
  images,
  ...options
}: Omit<RegistryOptions, 'host'> & { readonly images: ImagesConfig }): ImagePairs {
  const { title } = options;
  const pairs = images.map(({ from, to }) => ({ tag: to, from: parse(from, title), to: parse(to, title) }));
  const registries = new Map(pairs.map(({ to }) => [to.registry, openRegistry({ ...options, host: to.registry })]));
  const registryOf = ({ to }: ImagePair): RegistryClient =>
    registries.get(to.registry) ?? openRegistry({ ...options, host: to.registry });
  const find: ImagePairs['find'] = async (pair, digest) => {
    for (const { repository } of [pair.to, pair.from]) {
      const manifest = await registryOf(pair).getManifest(repository, digest);
      if (manifest !== undefined) return { in: repository, manifest };
    }
    throw targetFailed(title, `did not move: the registry has no '${digest}' for '${pair.tag}' any more`);
  };
  return {
    pairs,
    registryOf,
    find,
    async read(pair) {
      return (await registryOf(pair).getManifest(pair.to.repository, pair.to.tag))?.digest ?? null;
    },
    async readCandidate(pair) {
      const { repository, tag } = pair.from;
      const manifest = await registryOf(pair).getManifest(repository, tag);
      if (manifest !== undefined) return manifest.digest;
      throw targetFailed(title, `did not move: there is no image '${repository}:${tag}' to promote`, {
        hint: 'Push it, or take it out of the target.',
      });
    },
    async set(pair, digest) {
      const { repository, tag } = pair.to;
      if (digest === null) return await registryOf(pair).removeTag(repository, tag);
      const { manifest } = await find(pair, digest);
      await registryOf(pair).putManifest(repository, tag, manifest);
      return true;
    },
  };
}

function parse(text: string, title: string): ImageReference {
  const reference = parseReference(text);
  if (reference === undefined) throw targetFailed(title, `names no image with '${text}'`);
  return reference;
}

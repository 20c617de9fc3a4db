import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { DockerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { pullImage, splitReference } from './pull-image.ts';

/** An image that the engine holds. */
export interface LocalImage {
  readonly id: string;
  /** The registry's digest where there is one, else the id; `sha256:…` both. */
  readonly digest: string;
}

/** The image of that name in the engine; `undefined` when it is not there. */
export async function findImage(
  engine: Engine,
  reference: string,
  signal: AbortSignal,
): Promise<LocalImage | undefined> {
  try {
    const image = await engine.ask(
      `look at the image '${reference}'`,
      (docker) => docker.getImage(reference).inspect(),
      signal,
    );
    return { id: image.Id, digest: digestOf(reference, image.RepoDigests ?? []) ?? image.Id };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The base image, pulled as the policy says. Throws IMAGE_MISSING, IMAGE_PULL, NO_SPACE, ENGINE_*. */
export async function baseImage(engine: Engine, config: DockerConfig, context: DriverContext): Promise<LocalImage> {
  const { image: reference, platform, pull } = config;
  const here = pull === 'always' ? undefined : await findImage(engine, reference, context.signal);
  if (here) return here;
  if (pull === 'never') {
    throw new SalternError(
      'IMAGE_MISSING',
      `The image '${reference}' is not on the engine, and 'pull: never' forbids fetching it`,
      {
        hint: `Build it, fetch it with \`docker pull ${reference}\`, or use 'pull: missing'.`,
      },
    );
  }
  await pullImage(engine, { reference, platform }, context);
  const pulled = await findImage(engine, reference, context.signal);
  if (pulled) return pulled;
  throw new SalternError('IMAGE_PULL', `Docker pulled '${reference}' but does not have it`, { isTransient: true });
}

/** The digest of the `name@sha256:…` entry for this name: another name's may be another registry's. */
function digestOf(reference: string, repoDigests: readonly string[]): string | undefined {
  const { name, tag } = splitReference(reference);
  if (tag.startsWith('sha256:')) return tag;
  const own = repoDigests.find((entry) => entry.startsWith(`${name}@`)) ?? repoDigests[0];
  return own?.slice(own.indexOf('@') + 1);
}

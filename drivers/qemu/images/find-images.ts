import { openUrl } from '../../../src/base/fetch/open-url.ts';
import { hashLocation, showLocation } from '../../../src/base/fetch/parse-location.ts';
import type { DriverNeeds, Finding } from '../../../src/contract/driver.ts';
import { findWithin } from '../../../src/contract/find-within.ts';
import { withCode } from '../../../src/contract/with-code.ts';
import type { QemuConfig } from '../config.ts';
import { readStamp } from './copy-local.ts';
import { findDigest, findEntry, imageFolder, type ImageContext } from './image-index.ts';
import { imageLocation } from './image-location.ts';
import { imageSource, type ImageSource } from './image-source.ts';
import { MISSING_HINT } from './read-page.ts';
import { resolveNewest } from './resolve-newest.ts';

const LIMIT_MS = 4000;

/** For the doctor: whether the disk images of a project are here, or where they are said to be. Nothing is fetched. */
export async function findImages(
  { platforms }: DriverNeeds<QemuConfig>,
  context: ImageContext,
): Promise<readonly Finding[]> {
  const sources = platforms.map(({ config }) => imageSource(config));
  const unique = [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
  return (await Promise.all(unique.map((source) => lookFor(source, context)))).flat();
}

async function lookFor({ location, sha256 }: ImageSource, context: ImageContext): Promise<readonly Finding[]> {
  const title = 'Disk image';
  const remedy = 'Check the address and the network, or pin a copy that is here with `sha256`.';
  const pass = (message: string): readonly Finding[] => [{ title, outcome: 'pass', message, remedy: undefined }];
  return await findWithin({ title, limitMs: LIMIT_MS, signal: context.signal, remedy }, async (signal) => {
    const folder = imageFolder(context.cacheDirectory);
    const configured = imageLocation(location);
    const asked = hashLocation(configured);
    const pinned = sha256 === undefined ? undefined : await findDigest(folder, sha256, asked);
    if (pinned !== undefined) return pass(`'${pinned.title}' is here, as it is pinned`);
    const newest = await resolveNewest(configured, { ...context, signal });
    const copy = await findEntry(folder, (entry) => entry.asked === asked);
    const here = copy === undefined ? 'is to be fetched' : `a copy is here, fetched again if it changed`;
    if (newest.kind === 'file') {
      await readStamp(newest.path);
      return pass(`'${newest.path}' is there; ${copy === undefined ? 'it is to be taken into the cache' : here}`);
    }
    const response = await openUrl({
      url: newest.url,
      signal,
      environment: context.environment,
      missingHint: MISSING_HINT,
    }).catch((error: unknown) => {
      throw withCode(error, 'IMAGE_PULL');
    });
    await response.body?.cancel();
    return pass(`'${showLocation(newest)}' answers; ${here}`);
  });
}

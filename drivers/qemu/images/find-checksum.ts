import { readText } from '../../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../../src/base/files/size-limits.ts';
import { nameOf, showLocation, type Location } from '../../../src/base/fetch/parse-location.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import type { ImageContext } from './image-index.ts';
import { besideOf, relativeTo } from './image-location.ts';
import { readPage } from './read-page.ts';

/** The digest a download must have, and who says so. */
export interface Expected {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** For people: 'the project file', or the address of a checksum file. */
  readonly from: string;
}

const LIMIT = 4 * 1024 * 1024;

/** Some object stores answer 403 for a file that is not there. */
const ABSENT = [403, 404, 410];

/**
 * The checksum that is published beside the image: in the checksum file that is named, which must be there and list the
 * image, else in one of the usual files; `undefined` when there is none. Throws IMAGE_PULL, also when a server has
 * trouble: that is not 'none'.
 */
export async function findChecksum(
  image: Location,
  named: string | undefined,
  context: ImageContext,
): Promise<Expected | undefined> {
  const name = nameOf(image);
  const usual = [`${name}.SHA256SUM`, `${name}.sha256`, 'SHA256SUMS', 'CHECKSUM'];
  const files = named === undefined ? usual.map((one) => besideOf(image, one)) : [relativeTo(image, named)];
  for (const file of files) {
    const text = await read(file, named === undefined ? ABSENT : [], context);
    const sha256 = text === undefined ? undefined : findSum(text, name);
    if (sha256 !== undefined) return { sha256, from: showLocation(file) };
    if (named !== undefined) {
      throw new SalternError('IMAGE_PULL', `The checksum file '${showLocation(file)}' does not list '${name}'`, {
        hint: "Check 'checksum', or pin the image with 'sha256'.",
      });
    }
  }
  return undefined;
}

/**
 * The sha256 of `name` in a checksum file: `hash  name`, `hash *name`, `SHA256 (name) = hash`, or nothing but a hash.
 * A name in another folder counts only when no other line has that name. Pure.
 */
export function findSum(text: string, name: string): string | undefined {
  const bare = /^\s*([0-9a-f]{64})\s*$/i.exec(text);
  if (bare?.[1]) return bare[1].toLowerCase();
  const entries = text.split(/\r?\n/).flatMap((line) => {
    const match =
      /^\s*(?<hash>[0-9a-f]{64})\s+\*?(?<name>.+?)\s*$/i.exec(line) ??
      /^\s*SHA256 \((?<name>.+)\) ?= ?(?<hash>[0-9a-f]{64})\s*$/i.exec(line);
    const { hash, name: path } = match?.groups ?? {};
    return hash === undefined || path === undefined
      ? []
      : [{ hash: hash.toLowerCase(), path: path.replace(/^\.\//, '') }];
  });
  const exact = entries.find((entry) => entry.path === name);
  if (exact) return exact.hash;
  const hashes = new Set(entries.filter((entry) => entry.path.endsWith(`/${name}`)).map((entry) => entry.hash));
  const [only] = hashes;
  return hashes.size === 1 ? only : undefined;
}

async function read(file: Location, absent: readonly number[], context: ImageContext): Promise<string | undefined> {
  const shown = showLocation(file);
  if (file.kind === 'file') {
    return await readText(file.path, MOST_BYTES.record).catch((cause: unknown) => {
      if (absent.length > 0 && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      throw new SalternError('IMAGE_PULL', `The checksum file '${shown}' cannot be read`, {
        cause,
        hint: "Check 'checksum', or pin the image with 'sha256'.",
      });
    });
  }
  return (await readPage(file.url, { limit: LIMIT, absent }, context))?.text;
}

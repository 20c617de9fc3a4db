import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { SalternError } from '../../contract/errors.ts';
import type { SaltSource } from '../../contract/model.ts';
import type { ProvisionContext } from '../../contract/provisioner.ts';

type Onedir = Extract<SaltSource, { from: 'onedir' }>;
type Context = Pick<ProvisionContext, 'signal' | 'cacheDirectory' | 'progress'>;

/**
 * The onedir tarball, verified, as a host path that ends in `.tar` or `.tar.xz`: gzip and zstd are undone here, because
 * a guest may lack them. Downloaded and unpacked once per digest; written aside under a name of its own and renamed, so
 * several saltern processes do not meet. Throws `SALT_DOWNLOAD`.
 */
export async function fetchOnedir(source: Onedir, context: Context): Promise<string> {
  const folder = join(context.cacheDirectory, 'salt');
  const sha256 = source.sha256.toLowerCase();
  const isXz = isCompressedBy(source.location, 'xz');
  const kept = join(folder, `${sha256}.tar${isXz ? '.xz' : ''}`);
  if (await exists(kept)) return kept;
  const isRemote = /^https?:/u.test(source.location);
  if (isXz && !isRemote && (await isKnownGood(source, folder))) return source.location;
  await mkdir(folder, { recursive: true });
  const part = `${kept}.${randomUUID()}.part`;
  try {
    const found = await copyAndHash(await openSource(source, context), part, { source, context });
    if (found !== sha256) throw wrongDigest(source, found);
    if (isXz && !isRemote) return await keepStamp(source, folder);
    await rename(part, kept);
    return kept;
  } finally {
    await rm(part, { force: true });
  }
}

interface Incoming {
  readonly stream: Readable;
  readonly bytes: number | undefined;
}

async function openSource({ location }: Onedir, { signal }: Context): Promise<Incoming> {
  if (!/^https?:/u.test(location)) {
    const info = await stat(location).catch((cause: unknown) => {
      throw new SalternError('SALT_DOWNLOAD', `Salt's onedir '${location}' cannot be read`, { cause });
    });
    return { stream: createReadStream(location), bytes: info.size };
  }
  const answer = await fetch(location, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new SalternError('SALT_DOWNLOAD', `Salt's onedir could not be fetched from '${location}'`, {
      cause,
      isTransient: true,
      hint: 'Check the address and the network, or put the file on this machine and name its path.',
    });
  });
  if (!answer.ok || !answer.body) {
    throw new SalternError('SALT_DOWNLOAD', `'${location}' answered ${answer.status} ${answer.statusText}`.trim(), {
      hint: 'Check the address of the onedir.',
      isTransient: answer.status >= 500,
    });
  }
  const length = Number(answer.headers.get('content-length'));
  return { stream: Readable.fromWeb(answer.body), bytes: length > 0 ? length : undefined };
}

/** Writes it unpacked (but for xz) and gives the sha256 of what came. */
async function copyAndHash(
  incoming: Incoming,
  part: string,
  { source, context }: { readonly source: Onedir; readonly context: Context },
): Promise<string> {
  const digest = createHash('sha256');
  let done = 0;
  const watch = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      digest.update(chunk);
      done += chunk.length;
      context.progress(`salt ${source.version} onedir`, done, incoming.bytes);
      next(undefined, chunk);
    },
  });
  const { signal } = context;
  try {
    await pipeline(incoming.stream, watch, unpacker(source.location), createWriteStream(part), { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new SalternError('SALT_DOWNLOAD', `Salt's onedir from '${source.location}' broke off or is no archive`, {
      cause,
    });
  }
  return digest.digest('hex');
}

function unpacker(location: string): Transform {
  if (isCompressedBy(location, 'gz') || isCompressedBy(location, 'tgz')) return createGunzip();
  return isCompressedBy(location, 'zst') ? createZstdDecompress() : new PassThrough();
}

function isCompressedBy(location: string, suffix: string): boolean {
  return (location.split(/[?#]/u)[0] ?? '').endsWith(`.${suffix}`);
}

/** A file of the user's stays where it is; what was verified is remembered by its size and time. */
async function isKnownGood(source: Onedir, folder: string): Promise<boolean> {
  const stamp = await readFile(stampPath(source, folder), 'utf8').catch(() => undefined);
  return stamp !== undefined && stamp === (await printFile(source.location).catch(() => ''));
}

async function keepStamp(source: Onedir, folder: string): Promise<string> {
  await writeFile(stampPath(source, folder), await printFile(source.location));
  return source.location;
}

function stampPath({ sha256 }: Onedir, folder: string): string {
  return join(folder, `${sha256.toLowerCase()}.verified`);
}

async function printFile(path: string): Promise<string> {
  const info = await stat(path, { bigint: true });
  return `${path} ${info.size} ${info.mtimeNs}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function wrongDigest({ location, sha256 }: Onedir, found: string): SalternError {
  return new SalternError(
    'SALT_DOWNLOAD',
    `Salt's onedir '${location}' has another sha256 than the project file says`,
    {
      details: [`expected ${sha256}`, `found    ${found}`],
      hint: 'If the new file is the one you want, pin its sha256.',
    },
  );
}

import { chmod, open, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Turns one bit of the last byte; twice is as it was. Size and name stay. */
export async function flipByte(file: string): Promise<void> {
  await chmod(file, 0o644);
  await using handle = await open(file, 'r+');
  const { size } = await handle.stat();
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, size - 1);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, size - 1);
}

/** The one file of a folder whose name matches. */
export async function findMatching(folder: string, pattern: RegExp): Promise<string> {
  const name = (await readdir(folder)).find((candidate) => pattern.test(candidate));
  if (name === undefined) throw new Error(`no file in ${folder} matches ${pattern}`);
  return join(folder, name);
}

export async function removeMatching(folder: string, pattern: RegExp): Promise<void> {
  await unlink(await findMatching(folder, pattern));
}

/** Changes of a snapshot's read-only files, as somebody with the right to it could make. */
export const frozen = {
  async append(file: string): Promise<void> {
    await chmod(file, 0o644);
    await using handle = await open(file, 'a');
    await handle.write(' ');
  },
  async remove(file: string): Promise<void> {
    await chmod(dirname(file), 0o755);
    await rm(file);
  },
  async cutOff(file: string): Promise<void> {
    await chmod(file, 0o644);
    await truncate(file, 100);
  },
} as const;

/**
 * Replaces a repository's primary.xml.gz by an edited one, packed by `pack` under another extension, and makes
 * repomd.xml fit.
 */
export async function rewritePrimary(
  repository: string,
  edit: (xml: string) => string,
  pack: (xml: Buffer) => Buffer,
  extension: string,
): Promise<void> {
  const old = await findMatching(join(repository, 'repodata'), /primary\.xml\.gz$/);
  const xml = Buffer.from(edit(gunzipSync(await readFile(old)).toString()));
  const packed = pack(xml);
  await unlink(old);
  await writeFile(join(repository, 'repodata', `new-primary.xml${extension}`), packed);
  const repomd = join(repository, 'repodata', 'repomd.xml');
  const entry = `<data type="primary"><checksum type="sha256">${createHash('sha256').update(packed).digest('hex')}</checksum><location href="repodata/new-primary.xml${extension}"/></data>`;
  const text = await readFile(repomd, 'utf8');
  await writeFile(repomd, text.replace(/<data type="primary">[\s\S]*?<\/data>/, entry));
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const fallback = 'http://deb.debian.org/debian';

/**
 * The mirror that holds the Debian suites of the stand-ins: `SALTERN_DEBIAN_MIRROR`, else the one this machine's
 * own apt uses, when it is a Debian mirror, else Debian's own.
 */
export async function findDebianMirror(environment: NodeJS.ProcessEnv): Promise<string> {
  const named = environment['SALTERN_DEBIAN_MIRROR'];
  if (named) return named;
  const parts = '/etc/apt/sources.list.d';
  const names = await readdir(parts).catch(() => []);
  const files = ['/etc/apt/sources.list', ...names.map((name) => join(parts, name))];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return debianMirrorOf(texts.join('\n')) ?? fallback;
}

/** The first Debian archive named in apt source files (one-line or deb822), without its security part. */
export function debianMirrorOf(sources: string): string | undefined {
  const lines = sources.split('\n').filter((line) => /^(URIs:|deb\s)/.test(line));
  const addresses = lines.flatMap((line) => line.match(/\bhttps?:\/\/\S+/g) ?? []);
  return addresses.map((address) => address.replace(/\/$/, '')).find((address) => address.endsWith('/debian'));
}

import { hash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { whySystem } from '../../base/error/system-error.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { describeFileKind, toUnreadable } from '../../base/files/open-regular.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';
import type { BundleEntry } from './bundle-entry.ts';

/** Never part of a formula: work of other tools, and our own. */
const IGNORED = new Set(['.git', '.saltern', '.kitchen', 'node_modules']);
const READS_AT_ONCE = 16;
/** What a formula's folder may hold: a hundred times what formulas have, and not yet a wait. */
const MOST_FILES = 20_000;

export interface TreeScan {
  /** Absolute host folder. */
  readonly from: string;
  /** Guest path below the root, `srv/salt/ops-ssh`. */
  readonly to: string;
  /** Symbolic links may point anywhere below this host folder. */
  readonly within: string;
}

interface Found {
  readonly path: string;
  /** Undefined: a folder. */
  readonly host: string | undefined;
  readonly isExecutable: boolean;
}

/**
 * Everything below a folder, with its digests. Symbolic links become what they point to; one that is broken or leaves
 * `within` is an error, because Salt follows no link out of its file root. Modes become executable or not.
 */
export async function scanTree(scan: TreeScan): Promise<readonly BundleEntry[]> {
  const found: Found[] = [];
  await walk(scan.from, scan.to, { top: scan.from, within: await resolve(scan.within), above: [], found });
  return hashFiles(found);
}

interface Walk {
  /** The folder that is scanned. */
  readonly top: string;
  readonly within: string;
  /** Real paths of the folders that lead here: following a link to one of them would never end. */
  readonly above: readonly string[];
  readonly found: Found[];
}

async function walk(folder: string, to: string, walking: Walk): Promise<void> {
  const real = await resolve(folder);
  if (walking.above.includes(real)) throw badLink(folder, 'points to a folder that it lies in');
  walking.found.push({ path: to, host: undefined, isExecutable: false });
  const below = { ...walking, above: [...walking.above, real] };
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw cannotRead('folder', folder, cause);
  });
  for (const entry of entries) {
    if (IGNORED.has(entry.name)) continue;
    const host = join(folder, entry.name);
    const path = `${to}/${entry.name}`;
    if (entry.isSymbolicLink()) await checkLink(host, walking.within);
    if (entry.isDirectory()) {
      await walk(host, path, below);
      continue;
    }
    const info = await stat(host).catch((cause: unknown) => {
      throw cannotRead('file', host, toUnreadable(host, cause));
    });
    if (info.isDirectory()) await walk(host, path, below);
    else if (info.isFile()) walking.found.push({ path, host, isExecutable: (info.mode & 0o100) !== 0 });
    else throw oddFile(host, describeFileKind(info));
    if (walking.found.length > MOST_FILES) throw tooMany(walking.top);
  }
}

async function checkLink(link: string, within: string): Promise<void> {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined) throw badLink(link, 'is broken');
  const way = relative(within, target);
  if (way === '..' || way.startsWith(`..${sep}`)) throw badLink(link, `leaves the formula: it points to '${target}'`);
}

function badLink(path: string, trouble: string): SalternError {
  return new SalternError('CONFIG_INVALID', `The symbolic link '${path}' ${trouble}`, {
    hint: "Replace it with a copy, or declare the other formula under 'depends'.",
  });
}

async function resolve(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (cause) {
    throw cannotRead('folder', folder, cause);
  }
}

async function hashFiles(found: readonly Found[]): Promise<readonly BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (let at = 0; at < found.length; at += READS_AT_ONCE) {
    entries.push(...(await Promise.all(found.slice(at, at + READS_AT_ONCE).map(hashFile))));
  }
  return entries;
}

async function hashFile({ path, host, isExecutable }: Found): Promise<BundleEntry> {
  if (host === undefined) return { kind: 'directory', path };
  return { kind: 'file', path, from: { host }, isExecutable, sha256: await hashHostFile(host) };
}

/** sha256 hex of a file's bytes. Throws `FORMULA_NOT_FOUND`. */
export async function hashHostFile(host: string): Promise<string> {
  try {
    return hash('sha256', await readBytes(host, MOST_BYTES.content));
  } catch (cause) {
    throw cannotRead('file', host, cause);
  }
}

/** What of a formula is not there, or may not be looked at. */
export function cannotRead(kind: 'file' | 'folder', path: string, cause: unknown): SalternError {
  const why = cause instanceof UnreadableError ? cause.why : whySystem(cause);
  return new SalternError('FORMULA_NOT_FOUND', `The ${kind} '${path}' cannot be read: ${why}`, {
    hint: 'Mend it, or move it out of the formula.',
    cause,
  });
}

/** Salt would not serve it, and nobody would know. */
function oddFile(path: string, kind: string): SalternError {
  return new SalternError('CONFIG_INVALID', `'${path}' is ${kind}, which cannot be part of a formula`, {
    hint: 'Remove it, or move it out of the formula.',
  });
}

function tooMany(folder: string): SalternError {
  return new SalternError('CONFIG_INVALID', `'${folder}' holds more than ${MOST_FILES} files and folders`, {
    hint: 'Keep what is no part of the formula out of its folder, or name the folder that holds the states alone.',
  });
}

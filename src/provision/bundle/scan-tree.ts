import type { Stats } from 'node:fs';
import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ignoreMatcher, type IgnoreMatcher } from '../../base/files/ignore-matcher.ts';
import { describeFileKind, toUnreadable } from '../../base/files/open-regular.ts';
import type { BundleEntry } from './bundle-entry.ts';
import { hashFiles, type FoundEntry } from './hash-files.ts';
import { LITTER } from './litter.ts';
import { badLink, cannotRead, oddFile, tooMany } from './tree-trouble.ts';

/** What a formula's folder may hold: a hundred times what formulas have, and not yet a wait. */
const MOST_FILES = 20_000;

export interface TreeScan {
  /** Absolute host folder. */
  readonly from: string;
  /** Guest path below the root, `srv/salt/ops-ssh`. */
  readonly to: string;
  /** Symbolic links may point anywhere below this host folder, and patterns are relative to it. */
  readonly within: string;
  /** What is left out beside litter, as in a `.gitignore`. Default nothing. */
  readonly ignore?: readonly string[];
  /** Absolute host paths that are left out. Default none. */
  readonly exclude?: readonly string[];
  /** Every link becomes what it points to. Default false. */
  readonly copyLinks?: boolean;
}

/** A link as it was met; whether it can stay one is known when everything was seen. */
interface FoundLink {
  readonly path: string;
  readonly host: string;
  readonly target: string;
  /** Where it leads to in the end. */
  readonly real: string;
  /** Real paths of the folders that lead here. */
  readonly above: readonly string[];
}

/**
 * Everything below a folder, with its digests, without litter and what is to be ignored. A relative link to something in
 * the tree stays a link; any other becomes what it points to. One that is broken or leaves `within` is an error, because
 * Salt follows no link out of its file root.
 */
export async function scanTree(scan: TreeScan): Promise<readonly BundleEntry[]> {
  const within = await resolve(scan.within);
  const exclude = await Promise.all((scan.exclude ?? []).map((path) => realpath(path).catch(() => path)));
  const walking: Walk = {
    top: scan.from,
    within,
    ignores: ignoreMatcher([...LITTER, ...(scan.ignore ?? [])]),
    exclude: new Set(exclude),
    found: [],
    links: [],
  };
  await walk(scan.from, scan.to, [], walking);
  // By real path: where in the guest something of this tree is.
  const places = new Map(walking.found.map(({ real, path }) => [real, path]));
  const kept: BundleEntry[] = [];
  // What a link becomes may hold links itself.
  for (let link = walking.links.shift(); link !== undefined; link = walking.links.shift()) {
    if (scan.copyLinks !== true && staysLink(link, scan.to, places))
      kept.push({ kind: 'link', path: link.path, target: link.target });
    else await takeTarget(link, walking);
  }
  return [...kept, ...(await hashFiles(walking.found))];
}

interface Walk {
  /** The folder that is scanned. */
  readonly top: string;
  readonly within: string;
  readonly ignores: IgnoreMatcher;
  readonly exclude: ReadonlySet<string>;
  readonly found: FoundEntry[];
  readonly links: FoundLink[];
}

/** Gives whether the folder counts: one that holds nothing but what is left out is left out too. */
async function walk(folder: string, to: string, above: readonly string[], walking: Walk): Promise<boolean> {
  const real = await resolve(folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw cannotRead('folder', folder, cause);
  });
  let counts = entries.length === 0 || above.length === 0;
  for (const entry of entries) {
    const inside = join(real, entry.name);
    const place = relative(walking.within, inside).split(sep).join('/');
    const kind = entry.isDirectory() ? 'folder' : 'file';
    // What a link led out of the tree has no place that patterns could speak of.
    const isIgnored = walking.ignores(place.startsWith('../') || place === '..' ? entry.name : place, kind);
    if (isIgnored || walking.exclude.has(inside)) continue;
    const host = join(folder, entry.name);
    const path = `${to}/${entry.name}`;
    if (entry.isDirectory()) {
      if (await walk(host, path, [...above, real], walking)) counts = true;
      continue;
    }
    counts = true;
    if (entry.isSymbolicLink()) walking.links.push(await readLink(host, path, [...above, real], walking.within));
    else if (entry.isFile()) walking.found.push({ kind: 'file', path, host, real: inside });
    else throw oddFile(host, describeFileKind(await look(host)));
    if (walking.found.length + walking.links.length > MOST_FILES) throw tooMany(walking.top, MOST_FILES);
  }
  if (counts) walking.found.push({ path: to, kind: 'directory', real });
  return counts;
}

async function readLink(host: string, path: string, above: readonly string[], within: string): Promise<FoundLink> {
  const real = await realpath(host).catch(() => undefined);
  if (real === undefined) throw badLink(host, 'is broken');
  if (leaves(relative(within, real))) throw badLink(host, `leaves the formula: it points to '${real}'`);
  if (above.includes(real)) throw badLink(host, 'points to a folder that it lies in');
  return { path, host, target: await readlink(host), real, above };
}

/** Whether the guest's tree has what the link points to, on the same way. `tree`: guest path of the tree. */
function staysLink({ path, target, real }: FoundLink, tree: string, places: ReadonlyMap<string, string>): boolean {
  if (target.startsWith('/') || !places.has(real)) return false;
  let depth = relative(tree, path).split(sep).length - 1;
  for (const step of target.split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '' && step !== '.') depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

async function takeTarget({ host, path, real, above }: FoundLink, walking: Walk): Promise<void> {
  const info = await look(host);
  if (info.isDirectory()) await walk(host, path, above, walking);
  else if (info.isFile()) walking.found.push({ kind: 'file', path, host, real });
  else throw oddFile(host, describeFileKind(info));
}

async function look(host: string): Promise<Stats> {
  return await stat(host).catch((cause: unknown) => {
    throw cannotRead('file', host, toUnreadable(host, cause));
  });
}

function leaves(way: string): boolean {
  return way === '..' || way.startsWith(`..${sep}`);
}

async function resolve(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (cause) {
    throw cannotRead('folder', folder, cause);
  }
}

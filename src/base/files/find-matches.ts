import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasCode } from '../error/has-code.ts';
import { whySystem } from '../error/system-error.ts';
import { isPattern, matchSegment } from './match-segment.ts';

/** Names that may be looked at for one pattern: a second's work, and more than people have beside their files. */
const MOST_NAMES = 20_000;
const MOST_BRACES = 100;

export interface Matches {
  /** Absolute, sorted; whatever is there, links that lead nowhere too. */
  readonly paths: readonly string[];
  /** Why there may be more, each the second half of a sentence about the pattern. */
  readonly troubles: readonly string[];
}

interface Search {
  readonly paths: Set<string>;
  readonly troubles: Set<string>;
  left: number;
}

/**
 * What a path with `*`, `?`, `[…]`, `{a,b}` and `**` (any folders; none of them through a link) matches, relative to a
 * folder or absolute. Nothing is passed over in silence: a folder on the way that cannot be read is told. Throws nothing.
 */
export async function findMatches(pattern: string, directory: string): Promise<Matches> {
  const search: Search = { paths: new Set(), troubles: new Set(), left: MOST_NAMES };
  const [plain, isWhole] = expandBraces(pattern);
  if (!isWhole) search.troubles.add(`stands for more than ${MOST_BRACES} patterns`);
  for (const each of plain) {
    const segments = each.split('/').filter((segment) => segment !== '');
    await look(each.startsWith('/') ? '/' : directory, segments, search);
  }
  if (search.left < 0) search.troubles.add(`leads past more than ${MOST_NAMES} names`);
  return { paths: [...search.paths].toSorted(), troubles: [...search.troubles] };
}

async function look(folder: string, [segment, ...rest]: readonly string[], search: Search): Promise<void> {
  if (segment === undefined || search.left < 0) return;
  if (segment === '**') return await lookBelow(folder, rest, search);
  if (!isPattern(segment)) {
    const path = resolve(folder, segment);
    return rest.length > 0 ? await look(path, rest, search) : await takeIfThere(path, search);
  }
  for (const { name } of await list(folder, search)) {
    if (!matchSegment(segment, name)) continue;
    const path = join(folder, name);
    if (rest.length > 0) await look(path, rest, search);
    else search.paths.add(path);
  }
}

/** `**`: the rest in this folder and in every one below it; without a rest, every file. */
async function lookBelow(folder: string, rest: readonly string[], search: Search): Promise<void> {
  if (rest.length > 0) await look(folder, rest, search);
  for (const entry of await list(folder, search)) {
    if (entry.name.startsWith('.') || search.left < 0) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await lookBelow(path, rest, search);
    else if (rest.length === 0) search.paths.add(path);
  }
}

async function takeIfThere(path: string, search: Search): Promise<void> {
  try {
    await lstat(path);
    search.paths.add(path);
  } catch (error) {
    complain(path, error, search);
  }
}

async function list(folder: string, search: Search): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    search.left -= entries.length;
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    complain(folder, error, search);
    return [];
  }
}

function complain(path: string, error: unknown, { troubles }: Search): void {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return;
  troubles.add(`leads into '${path}', which cannot be read: ${whySystem(error)}`);
}

/** `a/{b,c}.yml` as `a/b.yml` and `a/c.yml`, and whether those are all. A brace without a comma in it is itself. */
function expandBraces(pattern: string): readonly [patterns: readonly string[], isWhole: boolean] {
  const done: string[] = [];
  const todo = [pattern];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const found = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(next);
    if (found === null) done.push(next);
    else todo.push(...(found[2] ?? '').split(',').map((one) => `${found[1] ?? ''}${one}${found[3] ?? ''}`));
    if (todo.length + done.length > MOST_BRACES) return [done, false];
  }
  return [done, true];
}

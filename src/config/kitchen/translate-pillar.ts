import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { asMap, asText, asTexts, isObject, mergeJson, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import type { Ledger } from './ledger.ts';
import { takeMerged } from './take-merged.ts';

const NOT_THERE = 'there is no such file or folder';

/** A suite's pillar in the words of saltern.yml; `root`: the folder of kitchen.yml. */
export async function translatePillar(ledger: Ledger, levels: readonly Path[], root: string): Promise<JsonObject> {
  const bodies = asMap(takeMerged(ledger, levels, 'pillars'));
  const files = await keepFiles(ledger, levels, root);
  const directories = await keepDirectories(ledger, levels, root);
  const { 'top.sls': top, ...inline } = bodies;
  const order = namesForAll(asMap(top));
  // All that a suite brings counts in saltern, in the order in which it is written.
  const present = [
    ...(await slsInDirectories(directories, root)),
    ...Object.keys({ ...inline, ...files }).map(slsName),
  ];
  const hasOwnTop = 'top.sls' in files || present.includes('top');
  const needsTop = top !== undefined && !hasOwnTop && !isWholePillar(order, present, top);
  const sorted = sortBy(order, files);
  const data = Object.entries(sortBy(order, inline)).filter(([name]) => !(name in files));
  return {
    ...(data.length > 0
      ? { pillar: data.reduce<Json | undefined>((below, [, body]) => mergeJson(below, body), {}) ?? {} }
      : {}),
    ...(Object.keys(sorted).length > 0 ? { 'pillar-files': sorted } : {}),
    ...(directories.length > 0 ? { 'pillar-directories': [...directories] } : {}),
    ...(needsTop ? { 'pillar-top': top } : {}),
  };
}

/** Paths of files by the names of their sls. */
async function keepFiles(
  ledger: Ledger,
  levels: readonly Path[],
  root: string,
): Promise<Readonly<Record<string, string>>> {
  const kept: Record<string, string> = {};
  for (const level of levels) {
    for (const word of ['pillars-from-files', 'pillars_from_files']) {
      const written = asMap(ledger.take(...level, word));
      for (const [name, path] of Object.entries(written)) {
        if (typeof path === 'string' && (await kindOf(join(root, path))) === 'file') kept[name] = path;
        else ledger.leave([...level, word, name], NOT_THERE);
      }
    }
  }
  return kept;
}

/** Folders whose content is the pillar; one that is copied elsewhere has no word in saltern.yml. */
async function keepDirectories(ledger: Ledger, levels: readonly Path[], root: string): Promise<readonly string[]> {
  const kept: string[] = [];
  const level = levels.findLast((path) => Array.isArray(ledger.take(...path, 'pillars_from_directories')));
  if (level === undefined) return kept;
  const written = ledger.take(...level, 'pillars_from_directories');
  for (const [index, item] of (Array.isArray(written) ? written : []).entries()) {
    const path = asText(item) ?? asText(asMap(item)['source']);
    if (isObject(item) && item['dest'] !== undefined) {
      ledger.leave(
        [...level, 'pillars_from_directories', index],
        'saltern puts the content of pillar folders at the root of the pillar',
      );
    } else if (path !== undefined && (await kindOf(join(root, path))) === 'folder') kept.push(path);
    else ledger.leave([...level, 'pillars_from_directories', index], NOT_THERE);
  }
  return kept;
}

/** Names of the sls of a top file that are for every machine, in their order. */
function namesForAll(top: JsonObject): readonly string[] {
  return asTexts(asMap(top['base'])['*']);
}

/** Whether a top file says no more than that all that is there counts. */
function isWholePillar(order: readonly string[], present: readonly string[], top: Json): boolean {
  const environments = asMap(top);
  const isPlain = Object.keys(environments).length === 1 && Object.keys(asMap(environments['base'])).length === 1;
  const names = order.map((name) => name.replaceAll('/', '.'));
  return isPlain && names.length > 0 && [...new Set(present)].every((name) => names.includes(name));
}

/** The entries in the order of a top file; what it does not name comes first, and so counts least. */
function sortBy<T>(order: readonly string[], entries: Readonly<Record<string, T>>): Record<string, T> {
  const rank = ([name]: readonly [string, T]): number => order.indexOf(slsName(name));
  return Object.fromEntries(Object.entries(entries).sort((one, other) => rank(one) - rank(other)));
}

async function slsInDirectories(directories: readonly string[], root: string): Promise<readonly string[]> {
  const names = await Promise.all(
    directories.map((directory) => readdir(join(root, directory), { recursive: true }).catch(() => [])),
  );
  return names
    .flat()
    .filter((name) => name.endsWith('.sls'))
    .map(slsName);
}

/** `a/init.sls` is `a`, `a/b.sls` is `a.b`. */
function slsName(file: string): string {
  return file.replace(/(?:\/init)?\.sls$/, '').replaceAll('/', '.');
}

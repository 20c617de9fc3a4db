import { join, normalize } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { asMap, asText, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import type { Ledger } from './ledger.ts';

/** Formulas that a suite needs, by their names; from a folder of the repository or from git. */
export async function takeDependencies(
  ledger: Ledger,
  levels: readonly Path[],
  root: string,
): Promise<readonly (readonly [name: string, JsonObject])[]> {
  const found: (readonly [string, JsonObject])[] = [];
  const level = levels.findLast((path) => Array.isArray(ledger.take(...path, 'dependencies')));
  if (level === undefined) return found;
  const written = ledger.take(...level, 'dependencies');
  for (const [index, item] of (Array.isArray(written) ? written : []).entries()) {
    const place = [...level, 'dependencies', index];
    const { dependency, trouble } = await translate(asMap(item), root);
    if (dependency === undefined) ledger.leave(place, trouble);
    else found.push([asText(dependency['name']) ?? '', dependency]);
  }
  return found;
}

async function translate(
  item: JsonObject,
  root: string,
): Promise<{ readonly dependency?: JsonObject; readonly trouble: string }> {
  const [name, path, repo, source] = ['name', 'path', 'repo', 'source'].map((word) => asText(item[word]));
  if (name === undefined) return { trouble: 'it has no name' };
  if (path !== undefined) {
    const folder = normalize(path).replace(/\/$/, '');
    if ((await kindOf(join(root, folder, name))) !== 'folder')
      return { trouble: `there is no folder '${join(folder, name)}'` };
    return { dependency: { path: folder.startsWith('/') ? folder : dotted(folder), name }, trouble: '' };
  }
  if (repo !== 'git' || source === undefined)
    return { trouble: `saltern takes formulas from folders and git, not from ${repo ?? 'elsewhere'}` };
  const branch: Json | undefined = item['branch'];
  return {
    dependency: { git: source, name, ...(branch === undefined ? {} : { ref: String(branch) }) },
    trouble: '',
  };
}

function dotted(folder: string): string {
  return /^\.{1,2}(?:\/|$)/.test(folder) ? folder : `./${folder}`;
}

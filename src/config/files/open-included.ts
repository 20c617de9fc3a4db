import { glob } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { Problem } from '../../base/place/place.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import { at, listItems } from '../layer.ts';
import { openYaml } from './open-yaml.ts';
import { displayPath, placeIn } from './places.ts';
import type { ShapedFile } from './shape-file.ts';

/** The suite files that a project file includes, each once, in the order of its patterns and then of their names. */
export async function openIncluded(
  project: ShapedFile,
  among: { readonly cwd: string; readonly directory: string; readonly overlays: readonly YamlFile[] },
): Promise<{ readonly files: readonly YamlFile[]; readonly problems: readonly Problem[] }> {
  const { cwd, directory } = among;
  const include = at(project.layer, 'include');
  const patterns = typeof include.value === 'string' ? [include] : listItems([include]);
  const own = [project.path, ...among.overlays.map(({ path }) => path)];
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const pattern of patterns) {
    const matches = await Array.fromAsync(glob(String(pattern.value), { cwd: directory }), (match) =>
      join(directory, match),
    );
    const paths = matches.filter((path) => !own.includes(path) && basename(path) !== 'saltern.local.yml');
    if (paths.length === 0) {
      const where = displayPath(cwd, directory);
      const message = `no suite file matches '${String(pattern.value)}' in '${where}'`;
      problems.push({ ...placeIn(project, pattern), message });
    }
    for (const path of paths.toSorted()) {
      if ((await kindOf(path)) === 'file') found.add(path);
    }
  }
  return { files: await Promise.all([...found].map((path) => openYaml(relative(cwd, path), cwd))), problems };
}

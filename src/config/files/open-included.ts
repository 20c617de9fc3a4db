import { basename, relative } from 'node:path';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { findMatches } from '../../base/files/find-matches.ts';
import type { Problem } from '../../base/place/place.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import { SalternError } from '../../contract/errors.ts';
import { at, listItems, type Layer } from '../layer.ts';
import { openYaml } from './open-yaml.ts';
import { displayPath, placeIn } from './places.ts';
import type { ShapedFile } from './shape-file.ts';

interface Opened {
  readonly files: readonly YamlFile[];
  readonly problems: readonly Problem[];
}

interface Among {
  readonly cwd: string;
  readonly directory: string;
  readonly overlays: readonly YamlFile[];
}

/**
 * The suite files that a project file includes, each once, in the order of its patterns and then of their names. They
 * decide what is required, so nothing that matches is left out in silence: what is no file that can be read is a problem.
 */
export async function openIncluded(project: ShapedFile, among: Among): Promise<Opened> {
  const include = at(project.layer, 'include');
  const patterns = typeof include.value === 'string' ? [include] : listItems([include]);
  const own = new Set([project.path, ...among.overlays.map(({ path }) => path)]);
  const files: YamlFile[] = [];
  const problems: Problem[] = [];
  for (const pattern of patterns) {
    const complain = (message: string): number => problems.push({ ...placeIn(project, pattern), message });
    for (const path of await listMatches(pattern, among, { own, complain })) {
      own.add(path);
      const opened = await open(path, among.cwd);
      if (typeof opened === 'string') complain(opened);
      else files.push(opened);
    }
  }
  return { files, problems };
}

async function listMatches(
  pattern: Layer,
  { cwd, directory }: Among,
  { own, complain }: { readonly own: ReadonlySet<string>; readonly complain: (message: string) => void },
): Promise<readonly string[]> {
  const written = String(pattern.value);
  const { paths, troubles } = await findMatches(written, directory);
  for (const trouble of troubles) complain(`'${written}' ${trouble}`);
  const [project = ''] = own;
  const matches = paths.filter((path) => path !== project && basename(path) !== 'saltern.local.yml');
  if (matches.length === 0 && troubles.length === 0) {
    complain(`no suite file matches '${written}' in '${displayPath(cwd, directory)}'`);
  }
  return matches.filter((path) => !own.has(path));
}

/** The file, or why it cannot be read. */
async function open(path: string, cwd: string): Promise<YamlFile | string> {
  try {
    return await openYaml(relative(cwd, path), cwd);
  } catch (error) {
    if (!(error instanceof SalternError) || !(error.cause instanceof UnreadableError)) throw error;
    return `the suite file '${displayPath(cwd, path)}' cannot be read: ${error.cause.why}`;
  }
}

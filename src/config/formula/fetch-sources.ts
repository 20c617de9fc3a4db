import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { TreeSource } from '../../contract/model.ts';
import { checkOut, type GitContext } from './check-out.ts';
import { locateTree } from './locate-tree.ts';
import type { Project, ProjectTree } from '../project.ts';

/**
 * Clones what the given instances (default: all) need from git, on this machine, and gives the project with the
 * places filled in. Cached by URL and commit; without a network the commit that the cache knows for the ref is used,
 * and `progress` says so. Throws `GIT_FAILED`, `FORMULA_NOT_FOUND`, the signal's reason.
 */
export async function fetchSources(
  project: Project,
  context: GitContext & { readonly instances?: readonly string[] },
): Promise<Project> {
  const wanted = new Set(context.instances ?? project.instances.map((instance) => instance.name));
  const trees = new Map<string, TreeSource>();
  for (const instance of project.instances.filter(({ name }) => wanted.has(name))) {
    for (const tree of instance.trees) {
      const key = keyOf(tree);
      if (key !== undefined && !trees.has(key)) trees.set(key, await fetchTree(tree, context));
    }
  }
  const instances = project.instances.map((instance) => ({
    ...instance,
    trees: instance.trees.map((tree) => ({ ...tree, tree: tree.tree ?? trees.get(keyOf(tree) ?? '') })),
  }));
  return { ...project, instances };
}

/** Undefined for what needs no fetching. */
function keyOf({ name, source, tree }: ProjectTree): string | undefined {
  if (source.kind !== 'git' || tree !== undefined) return undefined;
  return JSON.stringify([name, source.url, source.ref, source.path]);
}

async function fetchTree({ name, source }: ProjectTree, context: GitContext): Promise<TreeSource> {
  if (source.kind !== 'git') throw new SalternError('INTERNAL', `Formula '${name}' has no git source`);
  const id = createHash('sha256').update(source.url).digest('hex').slice(0, 16);
  const { directory, commit } = await checkOut(source, join(context.cacheDirectory, 'git', id), context);
  const tree = await locateTree(join(directory, source.path ?? ''), name);
  if (tree !== undefined) return tree;
  const where = source.path === undefined ? '' : ` in '${source.path}'`;
  throw new SalternError(
    'FORMULA_NOT_FOUND',
    `'${source.url}' at ${commit.slice(0, 12)} holds no formula '${name}'${where}`,
    {
      hint: "Set 'path' to the folder within the repository, or 'name' to the formula's folder.",
    },
  );
}

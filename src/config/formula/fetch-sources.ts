import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { TreeSource } from '../../contract/plan.ts';
import { checkOut, type GitContext } from './check-out.ts';
import { locateTree } from './locate-tree.ts';
import type { FetchedInstance, ProjectInstance, ProjectTree } from '../project.ts';

/**
 * The instances with all the formulas that they need on this machine: git repositories are cloned, each once. Cached by
 * URL and commit; without a network the commit that the cache knows for the ref is used, and `progress` says so. Throws
 * `GIT_FAILED`, `FORMULA_NOT_FOUND`, and the signal's reason.
 */
export async function fetchSources(
  instances: readonly ProjectInstance[],
  context: GitContext,
): Promise<readonly FetchedInstance[]> {
  const fetched = new Map<string, TreeSource>();
  const find = async (tree: ProjectTree): Promise<TreeSource> => {
    if (tree.tree !== undefined) return tree.tree;
    const key = keyOf(tree);
    const known = fetched.get(key) ?? (await fetchTree(tree, context));
    fetched.set(key, known);
    return known;
  };
  const all: FetchedInstance[] = [];
  // One after the other: two clones of one repository would only wait for each other.
  for (const instance of instances) {
    const trees: TreeSource[] = [];
    for (const tree of instance.trees) trees.push(await find(tree));
    all.push({ ...instance, trees });
  }
  return all;
}

function keyOf({ name, source, left }: ProjectTree): string {
  return JSON.stringify([name, source, left]);
}

async function fetchTree({ name, source, left }: ProjectTree, context: GitContext): Promise<TreeSource> {
  if (source.kind !== 'git') throw new SalternError('INTERNAL', `Formula '${name}' has no git source`);
  const id = createHash('sha256').update(source.url).digest('hex').slice(0, 16);
  const { directory, commit } = await checkOut(source, join(context.cacheDirectory, 'git', id), context);
  const tree = await locateTree(join(directory, source.path ?? ''), name);
  if (tree !== undefined) return { ...tree, ...left };
  const where = source.path === undefined ? '' : ` in '${source.path}'`;
  throw new SalternError(
    'FORMULA_NOT_FOUND',
    `'${source.url}' at ${commit.slice(0, 12)} holds no formula '${name}'${where}`,
    {
      hint: "Set 'path' to the folder within the repository, or 'name' to the formula's folder.",
    },
  );
}

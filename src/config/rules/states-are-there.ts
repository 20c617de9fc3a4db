import { join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import type { Problem } from '../../base/place/place.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import type { TreeSource } from '../../contract/plan.ts';
import { at, listItems } from '../layer.ts';
import type { ProjectInstance } from '../project.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** Minion settings by which states may come from elsewhere. */
const OTHER_ROOTS = /^(?:file|gitfs|hgfs|svnfs|s3fs|s3\.|azurefs|roots|ext_|extension_modules|state_)/;

/**
 * The states that a suite names are in its formula or its dependencies. Only what is certain before anything starts: a
 * formula in git is not here yet, a glob is Salt's to resolve, and hooks or settings may bring files.
 */
export async function statesAreThere(settled: SettledProject) {
  const looked = settled.suites.map(async (suite): Promise<readonly Problem[]> => {
    const instances = settled.instances.filter((one) => one.formula === suite.formula.name && one.suite === suite.name);
    const trees = suite.formula.trees.flatMap(({ tree }) => tree ?? []);
    const isCertain =
      instances.length > 0 &&
      suite.formula.missing.length === 0 &&
      trees.length > 0 &&
      trees.length === suite.formula.trees.length &&
      instances.every(bringsNoFiles);
    if (!isCertain) return [];
    const items = listItems([at(suite.layer, 'states')]);
    const found = await Promise.all(
      items.map(async (item) => {
        const name = String(item.value);
        if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name) || (await isAnywhere(name, trees))) return [];
        const near = didYouMean(name, await listNear(name, trees));
        const path = name.replaceAll('.', '/');
        const message = `there is no state '${name}' in the formula or what it depends on: neither ${path}.sls nor ${path}/init.sls${near}`;
        return [problemAt(settled, item, message)];
      }),
    );
    return found.flat();
  });
  return (await Promise.all(looked)).flat();
}

function bringsNoFiles({ hooks, minion }: ProjectInstance): boolean {
  return hooks.length === 0 && !Object.keys(minion.view).some((key) => OTHER_ROOTS.test(key));
}

async function isAnywhere(name: string, trees: readonly TreeSource[]): Promise<boolean> {
  for (const tree of trees) {
    const path = pathIn(tree, name);
    if (path === undefined) continue;
    if ((await isThere(join(path, 'init.sls'))) || (path !== tree.path && (await isThere(`${path}.sls`)))) return true;
  }
  return false;
}

/** Anything by that name: what is no file is for Salt to complain about. */
async function isThere(path: string): Promise<boolean> {
  return (await kindOf(path)) !== undefined;
}

/** Where a state lies in a tree, without its ending; undefined: not in this one. */
function pathIn({ name, path, isFileRoot = false }: TreeSource, state: string): string | undefined {
  const [first = '', ...others] = state.split('.');
  if (isFileRoot) return join(path, first, ...others);
  return first === name ? join(path, ...others) : undefined;
}

/** States that lie at the top of the trees. */
async function listNear(state: string, trees: readonly TreeSource[]): Promise<readonly string[]> {
  const all = await Promise.all(
    trees.map(async ({ name, path, isFileRoot = false }) => {
      const files = (await readFolder(path).catch(() => [])).filter((file) => file.endsWith('.sls'));
      const names = files.map((file) => file.slice(0, -'.sls'.length)).filter((one) => one !== 'init' && one !== 'top');
      return isFileRoot ? names : [name, ...names.map((one) => `${name}.${one}`)];
    }),
  );
  return all.flat().filter((name) => name !== state);
}

import { at, listItems } from '../layer.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import type { ReadFormula } from '../files/read-checks.ts';
import type { ProjectTree } from '../project.ts';
import { findDependency, findOwnTree, type FoundTree } from './find-trees.ts';

/** One formula with its suites, and all that must be there for it. */
export interface FormulaSetting extends ReadFormula {
  /** Undefined for `formula: none`, and where the formula was not found. */
  readonly own: ProjectTree | undefined;
  /** Its own tree, then those that it and its dependencies need, each once. */
  readonly trees: readonly ProjectTree[];
  /** What it needs and was not found. */
  readonly missing: readonly Extract<FoundTree, { readonly trouble: string }>[];
}

interface Found {
  readonly formula: ReadFormula;
  readonly own: FoundTree | undefined;
  /** In the order of `depends`; a formula of the project is given by what its file says. */
  readonly needs: readonly (FoundTree | ReadFormula)[];
}

/** Where each formula is, and everything that it depends on. Looks for folders, but reads no configuration. */
export async function settleFormulas(files: LoadedFiles): Promise<readonly FormulaSetting[]> {
  const all = await Promise.all(files.formulas.map((formula) => findNeeds(formula, files)));
  return all.map((found) => {
    const { formula, own, needs } = found;
    const trees = gather(found, all);
    const looked = [...(own === undefined ? [] : [own]), ...needs];
    return {
      ...formula,
      own: toTree(own),
      trees,
      missing: looked.flatMap((one) => ('trouble' in one ? [one] : [])),
    };
  });
}

async function findNeeds(formula: ReadFormula, files: LoadedFiles): Promise<Found> {
  const own = await findOwnTree(formula, files);
  const items = listItems([at(formula.layer, 'depends')]).map(async (item) => {
    const sister = files.formulas.find(({ name }) => name === item.value);
    return sister ?? (await findDependency(item, { formula, own }, files));
  });
  const needs = await Promise.all(items);
  return { formula, own, needs: needs.filter((need) => need !== undefined) };
}

/** Depth first, so that what a dependency needs follows it. */
function gather(start: Found, all: readonly Found[]): readonly ProjectTree[] {
  const { name } = start.formula;
  const found = new Map<string, ProjectTree>();
  const visit = (current: Found): void => {
    for (const need of current.needs) {
      const sister = 'suites' in need ? all.find(({ formula }) => formula === need) : undefined;
      const tree = toTree('suites' in need ? sister?.own : need);
      if (tree === undefined || tree.name === name || found.has(tree.name)) continue;
      found.set(tree.name, tree);
      if (sister !== undefined) visit(sister);
    }
  };
  visit(start);
  const own = toTree(start.own);
  return own === undefined ? [...found.values()] : [own, ...found.values()];
}

function toTree(found: FoundTree | undefined): ProjectTree | undefined {
  return found === undefined || 'trouble' in found ? undefined : found;
}

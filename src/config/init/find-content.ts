import { basename, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { asMap, asText } from '../../base/json/json-value.ts';
import { SalternError } from '../../contract/errors.ts';
import { guessName } from '../formula/guess-name.ts';
import { locateTree } from '../formula/locate-tree.ts';
import { readFormulaFolder } from '../formula/read-formula-folder.ts';
import { parseOrNothing } from './parse-or-nothing.ts';

/** What a folder holds for Salt. */
export type Content =
  /** One formula. `isGuessed`: the loader finds its name by itself. */
  | { readonly kind: 'formula'; readonly name: string; readonly isGuessed: boolean }
  /** A whole state tree: its folder, whether it has a top file, the states that lie in it, the folder of its pillar. */
  | {
      readonly kind: 'tree';
      readonly folder: string;
      readonly hasTop: boolean;
      readonly states: readonly string[];
      readonly pillar: string | undefined;
    };

/** What kitchen.yml knows of it. */
interface Known {
  readonly formula: string | undefined;
  readonly tree: string | undefined;
}

/** Where people keep their states and pillars. */
const TREES = ['.', 'salt', 'states', 'srv/salt', 'roots/salt', 'file_roots', 'state'];
const PILLARS = ['pillar', 'pillars', 'srv/pillar', 'roots/pillar', 'pillar_roots'];

/** Looks at a folder: a formula where there is one, else a state tree. Throws `FORMULA_NOT_FOUND`. */
export async function findContent(root: string, known: Known): Promise<Content> {
  if (known.tree !== undefined) return await readTree(root, known.tree);
  const guessed = await guessName(root);
  const said = known.formula ?? (await readFormulaName(root));
  const name = said ?? guessed;
  const formula = { kind: 'formula' as const, name, isGuessed: name === guessed };
  if (said !== undefined && (await locateTree(root, said)) !== undefined) return formula;
  if ((await isFile(root, name, 'init.sls')) || (await isFile(root, 'init.sls'))) {
    if (!(await isFile(root, 'top.sls'))) return formula;
  }
  for (const folder of TREES) if (await isFile(root, folder, 'top.sls')) return await readTree(root, folder);
  for (const folder of TREES.slice(1)) {
    const tree = await readTree(root, folder);
    if (tree.states.length > 0) return tree;
  }
  const here = await readTree(root, '.');
  if (here.states.length > 1 && (await locateTree(root, name))?.path !== join(root, name)) return here;
  if ((await locateTree(root, name)) !== undefined) return formula;
  throw new SalternError(
    'FORMULA_NOT_FOUND',
    `'${root}' holds no formula and no state tree: no '${name}/init.sls', no sls file, no top.sls`,
    {
      hint: "Run it in the folder that holds the formula's own folder, or the state tree (top.sls, or salt/, states/).",
    },
  );
}

async function readTree(root: string, folder: string): Promise<Content & { readonly kind: 'tree' }> {
  const path = join(root, folder);
  const names = (await kindOf(path)) === 'folder' ? await readFormulaFolder(path) : [];
  const found = await Promise.all(
    names.map(async (name) => {
      if (/^[\w-]+\.sls$/.test(name) && name !== 'top.sls') return [name.slice(0, -'.sls'.length)];
      return /^[A-Za-z0-9]/.test(name) && (await isFile(path, name, 'init.sls')) ? [name] : [];
    }),
  );
  const pillars = await Promise.all(
    PILLARS.map(async (name) => ((await kindOf(join(root, name))) === 'folder' ? name : '')),
  );
  return {
    kind: 'tree',
    folder,
    hasTop: names.includes('top.sls'),
    states: found.flat(),
    pillar: pillars.find((name) => name !== ''),
  };
}

async function readFormulaName(root: string): Promise<string | undefined> {
  const text = await readText(join(root, 'FORMULA'), MOST_BYTES.settings).catch(() => '');
  const name = asText(asMap(parseOrNothing(text))['name']);
  return name !== undefined && basename(name) === name && (await kindOf(join(root, name))) === 'folder'
    ? name
    : undefined;
}

/** Whether it is a file that can be read to its end. */
async function isFile(...parts: readonly string[]): Promise<boolean> {
  return (await kindOf(join(...parts))) === 'file';
}

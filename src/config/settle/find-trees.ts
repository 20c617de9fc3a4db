import { dirname, join } from 'node:path';
import { asText } from '../../base/json/json-value.ts';
import { kindOf } from '../../base/files/kind-of.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import { NAME_PATTERN } from '../../base/yaml/schema-words.ts';
import { findPathTrouble } from '../files/find-path-trouble.ts';
import { at, type Layer } from '../layer.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import { displayPath, placeIn } from '../files/places.ts';
import type { ReadFormula } from '../files/read-checks.ts';
import { guessName, nameOfUrl } from '../formula/guess-name.ts';
import { locateFileRoot, locateTree } from '../formula/locate-tree.ts';
import { parseSource } from '../formula/parse-source.ts';
import type { FormulaSource, LeftOut, ProjectTree } from '../project.ts';
import { listLeftOut } from './list-left-out.ts';

/** A formula that is needed: where it is, or why it was not found. */
export type FoundTree = ProjectTree | { readonly trouble: string; readonly layer: Layer };

type Files = Pick<LoadedFiles, 'cwd' | 'file' | 'formulas'> & Parameters<typeof listLeftOut>[1];

/** The tree of the formula that a file is about; undefined for `formula: none` and where nothing is said. */
export async function findOwnTree({ name, layer }: ReadFormula, files: Files): Promise<FoundTree | undefined> {
  const written = at(layer, 'formula');
  if (written.value === 'none' || written.value === undefined) return undefined;
  const left = listLeftOut(layer, files);
  return await findTree({ name, source: parseSource(written.value), layer: written, left }, files);
}

/**
 * A formula that another one needs: a folder beside it or in it, a path, or a git repository. Undefined: it is part of
 * the state tree that the other one is.
 */
export async function findDependency(
  item: Layer,
  { formula, own }: { readonly formula: ReadFormula; readonly own: FoundTree | undefined },
  files: Files,
): Promise<FoundTree | undefined> {
  const written = asText(item.value);
  const left = listLeftOut(formula.layer, files);
  if (written === undefined || /^[./]/.test(written)) {
    const source = parseSource(item.value ?? '');
    const given = asText(at(item, 'name').value);
    const name = given ?? (source.kind === 'git' ? nameOfUrl(source.url) : await guessName(source.path));
    return await findTree({ name, source, layer: item, left }, files);
  }
  const source = own !== undefined && 'source' in own ? own.source : undefined;
  const inside = source?.kind === 'directory' ? source : undefined;
  if (inside?.isFileRoot === true && (await holdsState(inside.path, written))) return undefined;
  const beside = dirname(inside?.path ?? formula.file.path);
  const paths = [join(beside, written), join(beside, `${written}-formula`)];
  for (const path of inside === undefined ? paths : [...paths, join(inside.path, written)]) {
    if ((await kindOf(path)) === 'folder')
      return await findTree({ name: written, source: { kind: 'directory', path }, layer: item, left }, files);
  }
  const known = files.formulas.map((other) => other.name);
  const where = `in the project or in '${displayPath(files.cwd, beside)}'`;
  return { trouble: `no formula is called '${written}', ${where}${didYouMean(written, known)}`, layer: item };
}

async function findTree(
  wanted: {
    readonly name: string;
    readonly source: FormulaSource;
    readonly layer: Layer;
    readonly left: LeftOut;
  },
  { cwd, file }: Files,
): Promise<FoundTree> {
  const { name, source, layer, left } = wanted;
  // It becomes a folder in the guest and a part of instance names, so not every folder's or URL's name will do.
  if (!NAME_PATTERN.test(name)) {
    const trouble = `'${name}' cannot be a formula's name; give it another with 'formula-name' or 'name'`;
    return { trouble, layer };
  }
  const place = placeIn(file, layer);
  if (source.kind === 'git') return { name, source, tree: undefined, left, place };
  const trouble = await findPathTrouble({ kind: 'folder', path: source.path }, cwd);
  if (trouble !== undefined) return { trouble, layer };
  const tree = await (source.isFileRoot === true ? locateFileRoot : locateTree)(source.path, name);
  if (tree !== undefined) return { name, source, tree: { ...tree, ...left }, left, place };
  const shown = displayPath(cwd, source.path);
  return { trouble: `'${shown}' holds no formula '${name}': neither a folder of that name nor an sls file`, layer };
}

async function holdsState(root: string, name: string): Promise<boolean> {
  const path = join(root, ...name.split('.'));
  return (await kindOf(path)) === 'folder' || (await kindOf(`${path}.sls`)) === 'file';
}

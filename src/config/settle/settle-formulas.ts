import { basename, dirname, join } from 'node:path';
import type { Json } from '../../base/json/json.ts';
import { didYouMean } from '../../base/yaml/describe-issue.ts';
import { asText, isObject } from '../../base/json/json-value.ts';
import { guessName, nameOfUrl } from '../formula/guess-name.ts';
import { at, layerKeys, listItems, type Layer } from '../files/layer.ts';
import { locateTree } from '../formula/locate-tree.ts';
import { complainAt, displayPath, expectPath, kindOf, placeIn, type Loading } from '../files/loading.ts';
import type { FormulaSource, ProjectTree } from '../project.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import { NAME_PATTERN } from '../../base/yaml/schema-words.ts';

/** A file that may hold suites: the project file or a suite file, overlays put over it. */
export interface SuiteSource {
  readonly file: YamlFile;
  readonly layer: Layer;
  readonly isProject: boolean;
}

/** One formula with its suites, as configured. */
export interface FormulaSetting extends SuiteSource {
  readonly name: string;
  /** Undefined for `formula: none`, and where the formula was not found. */
  readonly own: ProjectTree | undefined;
  readonly suites: readonly string[];
}

/** Which formula a file is about. Complains when it names none, or a folder that holds none. */
export async function settleFormula(source: SuiteSource, loading: Loading): Promise<FormulaSetting> {
  const { file, layer } = source;
  const written = at(layer, 'formula');
  const given = asText(at(layer, 'formula-name').value);
  const suites = layerKeys(at(layer, 'suites'));
  const isWhole = !loading.flawed.has(file.display);
  if (written.value === undefined && isWhole) {
    complainAt(loading, file.place([]), "'formula' is missing: the formula's folder, a git repository, or none");
  }
  if (suites.length === 0 && isWhole) {
    complainAt(loading, file.place([]), "'suites' is missing: name at least one suite");
  }
  if (written.value === 'none' || written.value === undefined) {
    return { ...source, name: given ?? basename(file.path).replace(/\.ya?ml$/, ''), own: undefined, suites };
  }
  const from = toSource(written.value);
  const name = given ?? (from.kind === 'git' ? nameOfUrl(from.url) : await guessName(from.path));
  return { ...source, name, own: await settleTree({ name, source: from, layer: written }, loading), suites };
}

/** The formulas that one needs, those that its dependencies need included, each once. */
export async function settleDependencies(
  formula: FormulaSetting,
  all: readonly FormulaSetting[],
  loading: Loading,
): Promise<readonly ProjectTree[]> {
  const found = new Map<string, ProjectTree>();
  const visit = async (current: FormulaSetting): Promise<void> => {
    for (const item of listItems([at(current.layer, 'depends')])) {
      const sister = all.find((other) => other.name === item.value);
      const tree = sister === undefined ? await settleDependency(item, { formula: current, all }, loading) : sister.own;
      if (tree === undefined || tree.name === formula.name || found.has(tree.name)) continue;
      found.set(tree.name, tree);
      if (sister !== undefined) await visit(sister);
    }
  };
  await visit(formula);
  return [...found.values()];
}

async function settleDependency(
  item: Layer,
  among: { readonly formula: FormulaSetting; readonly all: readonly FormulaSetting[] },
  loading: Loading,
): Promise<ProjectTree | undefined> {
  const written = asText(item.value);
  if (written === undefined || /^[./]/.test(written)) {
    const source = toSource(item.value ?? '');
    const given = asText(at(item, 'name').value);
    const name = given ?? (source.kind === 'git' ? nameOfUrl(source.url) : await guessName(source.path));
    return settleTree({ name, source, layer: item }, loading);
  }
  const { own } = among.formula;
  const beside = own?.source.kind === 'directory' ? dirname(own.source.path) : dirname(among.formula.file.path);
  for (const folder of [written, `${written}-formula`].map((name) => join(beside, name))) {
    if ((await kindOf(folder)) === 'folder')
      return settleTree({ name: written, source: { kind: 'directory', path: folder }, layer: item }, loading);
  }
  const known = among.all.map((other) => other.name);
  const place = placeIn(loading, item);
  const where = displayPath(loading, beside);
  complainAt(
    loading,
    place,
    `no formula is called '${written}', in the project or in '${where}'${didYouMean(written, known)}`,
  );
  return undefined;
}

async function settleTree(
  wanted: { readonly name: string; readonly source: FormulaSource; readonly layer: Layer },
  loading: Loading,
): Promise<ProjectTree | undefined> {
  const { name, source, layer } = wanted;
  const place = placeIn(loading, layer);
  // It becomes a folder in the guest and part of instance names; a folder's or URL's own name may be anything.
  if (!NAME_PATTERN.test(name)) {
    complainAt(loading, place, `'${name}' cannot be a formula's name; give it another with 'formula-name' or 'name'`);
    return undefined;
  }
  if (source.kind === 'git') return { name, source, tree: undefined, place };
  if (!(await expectPath(loading, { kind: 'folder', path: source.path, place }))) return undefined;
  const tree = await locateTree(source.path, name);
  if (tree !== undefined) return { name, source, tree, place };
  const shown = displayPath(loading, source.path);
  complainAt(loading, place, `'${shown}' holds no formula '${name}': neither a folder of that name nor an sls file`);
  return undefined;
}

function toSource(value: Json): FormulaSource {
  if (!isObject(value)) return { kind: 'directory', path: String(value) };
  return { kind: 'git', url: asText(value['git']) ?? '', ref: asText(value['ref']), path: asText(value['path']) };
}

import { basename } from 'node:path';
import { asText } from '../../base/json/json-value.ts';
import { guessName, nameOfTree, nameOfUrl } from '../formula/guess-name.ts';
import { parseSource } from '../formula/parse-source.ts';
import { at, combine, layerKeys, type Layer } from '../layer.ts';
import type { ShapedFile } from './shape-file.ts';

/** What is written about one formula: a suite file, or the project file. */
export interface FormulaFile {
  readonly file: ShapedFile;
  readonly isProject: boolean;
  readonly name: string;
  /** The file's own values, and above them those of overlays for this formula. */
  readonly layer: Layer;
}

/**
 * The formula of the project file, when it has one, and those of the suite files. Named before anything else, since
 * overlays refer to them by name, which may have to be looked up in the formula's folder.
 */
export async function nameFormulas(from: {
  readonly project: ShapedFile;
  readonly suiteFiles: readonly ShapedFile[];
  /** Project file and overlays, lowest first. */
  readonly levels: readonly Layer[];
}): Promise<readonly FormulaFile[]> {
  const { project, suiteFiles, levels } = from;
  const whole = combine(levels);
  const words = layerKeys(whole);
  const isOwn = words.includes('formula') || words.includes('suites') || !words.includes('include');
  const own: FormulaFile[] = isOwn
    ? [{ file: project, isProject: true, name: await readName(whole, project.path), layer: whole }]
    : [];
  const others = suiteFiles.map(async (file): Promise<FormulaFile> => {
    const name = await readName(file.layer, file.path);
    const overlays = levels.slice(1).map((level) => at(level, 'formulas', name));
    return { file, isProject: false, name, layer: combine([file.layer, ...overlays]) };
  });
  return [...own, ...(await Promise.all(others))];
}

async function readName(layer: Layer, path: string): Promise<string> {
  const given = asText(at(layer, 'formula-name').value);
  if (given !== undefined) return given;
  const written = at(layer, 'formula').value;
  if (written === 'none' || written === undefined) return basename(path).replace(/\.ya?ml$/, '');
  const source = parseSource(written);
  if (source.kind === 'git') return nameOfUrl(source.url);
  return source.isFileRoot === true ? nameOfTree(source.path) : await guessName(source.path);
}

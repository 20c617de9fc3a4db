import { glob } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Json } from '../../base/json/json.ts';
import { checkShape } from '../../base/yaml/check-shape.ts';
import { didYouMean } from '../../base/yaml/describe-issue.ts';
import { findProject, openYaml, openYamlIfThere } from './find-project.ts';
import { at, combine, fileLayer, layerKeys, listItems, type Layer } from './layer.ts';
import { complainAt, displayPath, kindOf, placeIn, type Loading } from './loading.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import { CHECKS_VERIFIER, createSchemas } from '../schema/schema.ts';
import { settleFormula, type FormulaSetting } from '../settle/settle-formulas.ts';
import { expandSalt } from '../settle/settle-salt.ts';

export interface FileOptions {
  /** Absolute; what paths are shown relative to, and where the search for `saltern.yml` starts. */
  readonly cwd: string;
  /** Project file. Default: `saltern.yml` here or in the nearest folder above. */
  readonly file?: string;
  /** Besides `saltern.local.yml` beside the project file, lowest first. */
  readonly overlays?: readonly string[];
  /** Configuration schema of a driver, loaded when a file or a flag speaks of it. */
  driverSchema(name: string): Promise<z.ZodType | undefined>;
  readonly driverNames: readonly string[];
  /** Schema of what stands under a verifier's name, loaded when a file speaks of it. */
  verifierSchema(name: string): Promise<z.ZodType>;
  readonly verifierNames: readonly string[];
  /** What may stand under `reports:` by name, loaded when a file speaks of it. Default: nothing but the folder. */
  reporterSchemas?(): Promise<Readonly<Record<string, z.ZodType>>>;
}

export interface LoadedFiles {
  readonly loading: Loading;
  /** Project file and overlays, lowest first. */
  readonly levels: readonly Layer[];
  /** The same as one. */
  readonly project: Layer;
  readonly formulas: readonly FormulaSetting[];
  readonly driverSchemas: ReadonlyMap<string, z.ZodType>;
}

/** Reads project, overlays and suite files. Throws `CONFIG_NOT_FOUND`; everything else is a problem in `loading`. */
export async function loadFiles(options: FileOptions, drivers: readonly string[]): Promise<LoadedFiles> {
  const { cwd } = options;
  const file = await openYaml(options.file ?? (await findProject(cwd)), cwd);
  const directory = dirname(file.path);
  const local = await openYamlIfThere(join(directory, 'saltern.local.yml'), cwd);
  const named = await Promise.all((options.overlays ?? []).map((path) => openYaml(path, cwd)));
  const overlays = [...(local === undefined ? [] : [local]), ...named];
  const loading: Loading = {
    cwd,
    directory,
    file,
    problems: [],
    flawed: new Set(),
    files: new Set([file, ...overlays].map(({ path }) => path)),
  };

  const driverSchemas = new Map<string, z.ZodType>();
  const verifierSchemas = new Map<string, z.ZodType>();
  const schemasFor = async (files: readonly YamlFile[]) => {
    await loadDriverSchemas(files, { options, drivers, into: driverSchemas });
    await loadVerifierSchemas(files, options, verifierSchemas);
    const reporters = files.some(({ text }) => text.includes('reports'))
      ? await options.reporterSchemas?.()
      : undefined;
    return createSchemas(Object.fromEntries(driverSchemas), Object.fromEntries(verifierSchemas), reporters ?? {});
  };
  const schemas = await schemasFor([file, ...overlays]);
  const levels = [
    toLayer(file, schemas.project, loading),
    ...overlays.map((overlay) => toLayer(overlay, schemas.overlay, loading)),
  ];
  const project = combine(levels);

  const suiteFiles = await openIncluded(levels[0] ?? project, overlays, loading);
  const { suiteFile } = suiteFiles.length === 0 ? schemas : await schemasFor([file, ...overlays, ...suiteFiles]);
  const sources = suiteFiles.map((each) => ({ file: each, layer: toLayer(each, suiteFile, loading) }));
  const formulas = await settleFormulas({ sources, levels, project }, loading);
  return { loading, levels, project, formulas, driverSchemas };
}

function toLayer(file: YamlFile, schema: z.ZodType, loading: Loading): Layer {
  const shaped = checkShape(file, schema);
  loading.problems.push(...shaped.problems);
  if (shaped.problems.length > 0) loading.flawed.add(file.display);
  const value: Json = expandSalt(shaped.value);
  return fileLayer(file, value);
}

/** Loads the schemas of drivers that are asked for or that any file speaks of; one without a schema takes anything. */
async function loadDriverSchemas(
  files: readonly YamlFile[],
  wanted: { readonly options: FileOptions; readonly drivers: readonly string[]; readonly into: Map<string, z.ZodType> },
): Promise<void> {
  const { options, into } = wanted;
  const names = options.driverNames.filter(
    (name) => !into.has(name) && (wanted.drivers.includes(name) || files.some((file) => file.text.includes(name))),
  );
  const schemas = await Promise.all(names.map((name) => options.driverSchema(name)));
  for (const [index, name] of names.entries()) into.set(name, schemas[index] ?? z.record(z.string(), z.unknown()));
}

/** The one behind `checks` is wanted by nearly every suite; the others where a file speaks of them. */
async function loadVerifierSchemas(
  files: readonly YamlFile[],
  { verifierNames, verifierSchema }: FileOptions,
  into: Map<string, z.ZodType>,
): Promise<void> {
  const names = verifierNames.filter(
    (name) => !into.has(name) && (name === CHECKS_VERIFIER || files.some((file) => file.text.includes(name))),
  );
  const schemas = await Promise.all(names.map((name) => verifierSchema(name)));
  for (const [index, name] of names.entries()) into.set(name, schemas[index] ?? z.unknown());
}

async function openIncluded(
  project: Layer,
  overlays: readonly YamlFile[],
  loading: Loading,
): Promise<readonly YamlFile[]> {
  const include = at(project, 'include');
  const patterns = typeof include.value === 'string' ? [include] : listItems([include]);
  const own = [loading.file.path, ...overlays.map((overlay) => overlay.path)];
  const found = new Set<string>();
  for (const pattern of patterns) {
    const matches: string[] = [];
    for await (const match of glob(String(pattern.value), { cwd: loading.directory }))
      matches.push(join(loading.directory, match));
    const files = matches.filter((path) => !own.includes(path) && basename(path) !== 'saltern.local.yml');
    if (files.length === 0) {
      const where = displayPath(loading, loading.directory);
      complainAt(loading, placeIn(loading, pattern), `no suite file matches '${String(pattern.value)}' in '${where}'`);
    }
    for (const path of files.toSorted()) {
      if ((await kindOf(path)) === 'file') found.add(path);
    }
  }
  for (const path of found) loading.files.add(path);
  return Promise.all([...found].map((path) => openYaml(relative(loading.cwd, path), loading.cwd)));
}

/** The formula of the project file, when it has one, and those of the suite files, with what overlays say about each. */
async function settleFormulas(
  from: {
    readonly sources: readonly { readonly file: YamlFile; readonly layer: Layer }[];
    readonly levels: readonly Layer[];
    readonly project: Layer;
  },
  loading: Loading,
): Promise<readonly FormulaSetting[]> {
  const { levels, project, sources } = from;
  const words = layerKeys(project);
  const isOwn = words.includes('formula') || words.includes('suites') || !words.includes('include');
  const own = isOwn ? [await settleFormula({ file: loading.file, layer: project, isProject: true }, loading)] : [];
  const others = await Promise.all(
    sources.map(async (source) => {
      const bare = await settleFormula({ ...source, isProject: false }, loading);
      const layer = combine([source.layer, ...levels.slice(1).map((level) => at(level, 'formulas', bare.name))]);
      return { ...bare, layer, suites: layerKeys(at(layer, 'suites')) };
    }),
  );
  const all = [...own, ...others];
  complainAboutNames(all, levels, loading);
  return all;
}

function complainAboutNames(all: readonly FormulaSetting[], levels: readonly Layer[], loading: Loading): void {
  const names = all.map((formula) => formula.name);
  for (const [index, formula] of all.entries()) {
    const first = all[names.indexOf(formula.name)];
    if (first === undefined || names.indexOf(formula.name) === index) continue;
    const place = placeIn(loading, at(formula.layer, 'formula'));
    complainAt(loading, place, `formula '${formula.name}' is in '${first.file.display}' already`);
  }
  for (const level of levels.slice(1)) {
    for (const name of layerKeys(at(level, 'formulas'))) {
      if (names.includes(name)) continue;
      const place = placeIn(loading, level, ['formulas', name]);
      complainAt(
        loading,
        place,
        `no formula is called '${name}'; known: ${names.join(', ')}${didYouMean(name, names)}`,
      );
    }
  }
}

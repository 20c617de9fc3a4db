import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { Problem } from '../../base/place/place.ts';
import type { Variables } from '../../base/yaml/fill-variables.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import type { Verifier } from '../../contract/verifier.ts';
import { findProject } from './find-project.ts';
import { combine, type Layer } from '../layer.ts';
import { loadSchemas, type DriverSchemas, type VerifierSchemas } from './load-schemas.ts';
import type { Schemas } from '../schema/schema.ts';
import { nameFormulas } from './name-formulas.ts';
import { openIncluded } from './open-included.ts';
import { openYaml, openYamlIfThere } from './open-yaml.ts';
import { readChecks, type ReadFormula } from './read-checks.ts';
import { shapeFile, type ShapedFile } from './shape-file.ts';

export interface FileOptions {
  /** Absolute; what paths are shown relative to, and where the search for the project file starts. */
  readonly cwd: string;
  /** Project file. Default: `saltern.yml` here or in the nearest folder above. */
  readonly file?: string;
  /** More overlays than the `saltern.local.yml` beside the project file, lowest first. Default none. */
  readonly overlays?: readonly string[];
  /** Whether the `saltern.local.yml` counts that is beside the project file. Default true. */
  readonly isLocalRead?: boolean;
  /** What `${NAME}` stands for in the files. Default: nothing is filled in. */
  readonly environment?: Variables;
  readonly drivers: DriverSchemas;
  readonly verifiers: VerifierSchemas & {
    /** The verifier itself, which reads what a suite says to it. */
    load(name: string): Promise<Verifier>;
  };
  /** What may stand under `reports:`, by name, loaded when a file has that key. Default: nothing but the folder. */
  reporterSchemas?(): Promise<Schemas>;
  /** What may stand under `snapshots: source:`, by name, loaded when a file has that key. Default: nothing. */
  sourceSchemas?(): Promise<Schemas>;
  /** What may stand in a list under `targets:`, by name, loaded when a file has that key. Default: nothing. */
  targetSchemas?(): Promise<Schemas>;
}

/** All that the files say, in the shape of their schemas. Nothing is read after this. */
export interface LoadedFiles {
  readonly cwd: string;
  /** Absolute folder of the project file. */
  readonly directory: string;
  /** The project file. */
  readonly file: ShapedFile;
  /** Project file and overlays, lowest first. */
  readonly levels: readonly Layer[];
  /** The levels as one layer. */
  readonly project: Layer;
  readonly formulas: readonly ReadFormula[];
  readonly drivers: Required<Pick<DriverSchemas, 'names' | 'shown'>> & {
    readonly schemas: ReadonlyMap<string, z.ZodType>;
  };
  /** Schemas of snapshot sources, by their names. */
  readonly sources: Schemas;
  /** Absolute paths of the files that were read, in that order. */
  readonly paths: readonly string[];
  /** Those of them that are overlays, lowest first. */
  readonly overlays: readonly string[];
  /** Absolute paths of overlays that are there and were not read. */
  readonly leftOut: readonly string[];
  /** Files (as displayed) that are not well-formed: what is missing in them may only be misspelt. */
  readonly flawed: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Reads project, overlays, suite files and the files that suites name, and brings all into shape. `wanted`: drivers
 * that the environment or flags ask for. Throws `CONFIG_NOT_FOUND`; everything else is in `problems`.
 */
export async function loadFiles(options: FileOptions, wanted: readonly string[]): Promise<LoadedFiles> {
  const { cwd, environment } = options;
  const { names } = options.drivers;
  const file = await openYaml(options.file ?? (await findProject(cwd)), cwd);
  const directory = dirname(file.path);
  const { overlays, leftOut } = await openOverlays(directory, options);
  const schemasOf = (files: readonly YamlFile[]) =>
    loadSchemas(
      files.map(({ text }) => text),
      { ...options, wanted },
    );

  const first = await schemasOf([file, ...overlays]);
  const project = shapeFile(file, first.project, environment);
  const above = overlays.map((overlay) => shapeFile(overlay, first.overlay, environment));
  const included = await openIncluded(project, { cwd, directory, overlays });
  const schemas = included.files.length === 0 ? first : await schemasOf([file, ...overlays, ...included.files]);
  const suiteFiles = included.files.map((each) => shapeFile(each, schemas.suiteFile, environment));
  const levels = [project, ...above].map(({ layer }) => layer);
  const named = await nameFormulas({ project, suiteFiles, levels });
  const { formulas, paths, problems } = await readChecks(named, { cwd, load: (name) => options.verifiers.load(name) });

  const shaped = [project, ...above, ...suiteFiles];
  return {
    cwd,
    directory,
    file: project,
    levels,
    project: combine(levels),
    formulas,
    drivers: { names, shown: options.drivers.shown ?? names, schemas: schemas.drivers },
    sources: schemas.sources,
    paths: [...new Set([...shaped.map(({ path }) => path), ...paths])],
    overlays: overlays.map(({ path }) => path),
    leftOut,
    flawed: new Set(shaped.filter((each) => each.problems.length > 0).map(({ display }) => display)),
    problems: [...shaped.flatMap((each) => each.problems), ...included.problems, ...problems],
  };
}

interface Overlays {
  readonly overlays: readonly YamlFile[];
  readonly leftOut: readonly string[];
}

async function openOverlays(
  directory: string,
  { cwd, overlays = [], isLocalRead = true }: FileOptions,
): Promise<Overlays> {
  const path = join(directory, 'saltern.local.yml');
  const named = await Promise.all(overlays.map((overlay) => openYaml(overlay, cwd)));
  if (isLocalRead) {
    const local = await openYamlIfThere(path, cwd);
    return { overlays: local === undefined ? named : [local, ...named], leftOut: [] };
  }
  const isLeftOut = (await isThere(path)) && !named.some((overlay) => overlay.path === path);
  return { overlays: named, leftOut: isLeftOut ? [path] : [] };
}

/** Whatever it is, and wherever it leads. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ConfigError } from '../contract/errors.ts';
import type { Problem } from '../base/place/place.ts';
import type { ProjectIdentity } from '../contract/model.ts';
import type { Verifier } from '../contract/verifier.ts';
import { DEFAULTS } from './schema/built-in-platforms.ts';
import type { JsonObject } from '../base/json/json.ts';
import { asText, isObject } from '../base/json/json-value.ts';
import { at, combine, fixedLayer, type Layer } from './files/layer.ts';
import { loadFiles, type FileOptions } from './files/load-files.ts';
import { expectPath, placeIn, type Loading } from './files/loading.ts';
import type { Project, SnapshotSettings } from './project.ts';
import { readOutside, type OutsideInput } from './files/read-outside.ts';
import { settleInstances } from './settle/settle-instances.ts';
import { settlePlatforms } from './settle/settle-platforms.ts';

export interface LoadOptions extends FileOptions, OutsideInput {
  /** A verifier that a suite names; asked for its reading of what stands there. */
  verifier(name: string): Promise<Verifier>;
}

/**
 * Reads a project: defaults below the project file, below suite files, below overlays, below the environment, below
 * flags. Throws `ConfigError` with all problems of all files, `CONFIG_NOT_FOUND`, `DRIVER_UNKNOWN`, `USAGE`.
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const outside = readOutside(options);
  const wanted = outside.driver.length > 0 ? outside.driver.map((layer) => String(layer.value)) : [DEFAULTS.driver];
  const files = await loadFiles(options, wanted);
  const { loading, levels, project, formulas } = files;
  const platforms = settlePlatforms(levels, loading);
  const instances = await settleInstances(files, { platforms, outside, options });
  const snapshot = combine(outside.snapshot);
  await expectSnapshotRoot(loading, project, asText(snapshot.value));
  if (loading.problems.length > 0) throw new ConfigError(sortProblems(loading.problems));

  const defaults = fixedLayer(DEFAULTS, 'default');
  const setting = (word: 'driver' | 'destroy' | 'concurrency' | 'gate' | 'reports', above: readonly Layer[] = []) =>
    combine([at(defaults, word), at(project, word), ...above]);
  const driver = String(setting('driver', outside.driver).value);
  const destroy = setting('destroy', outside.destroy);
  const concurrency = setting('concurrency', outside.concurrency);
  const [gate, reports] = [setting('gate'), setting('reports')];
  return {
    identity: await identify(asText(at(project, 'name').value), loading.directory),
    file: loading.file.path,
    files: [...loading.files],
    formulas: formulas.map(({ name, own, suites, layer }) => ({
      name,
      source: own?.source,
      suites,
      place: placeIn(loading, layer, ['formula']),
    })),
    platforms: platforms.filter(({ isActive }) => isActive).map(({ name, place }) => ({ name, place })),
    instances,
    driver,
    snapshots: readSnapshotSettings(project),
    snapshot: asText(snapshot.value),
    gateFile: resolveIn(loading.directory, gate),
    reportsDirectory: resolveIn(loading.directory, at(reports, 'directory')),
    reports: readSections(reports),
    destroy: destroy.value === 'always' || destroy.value === 'never' ? destroy.value : 'passing',
    concurrency: typeof concurrency.value === 'number' ? concurrency.value : undefined,
    settings: { destroy, concurrency, snapshot, snapshots: at(project, 'snapshots'), gate, reports },
  };
}

/** Name plus digits of the real path, so that two checkouts of one project never share instances. */
async function identify(name: string | undefined, directory: string): Promise<ProjectIdentity> {
  const real = await realpath(directory);
  const own =
    name ??
    (basename(real)
      .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') ||
      'project');
  return { name: own, id: `${own}-${createHash('sha256').update(real).digest('hex').slice(0, 8)}`, directory };
}

/** A root that is misspelt must not look like one without snapshots; who wants none needs none. */
async function expectSnapshotRoot(loading: Loading, project: Layer, wanted: string | undefined): Promise<void> {
  const path = readSnapshotSettings(project)?.root;
  if (path === undefined || wanted === 'none') return;
  await expectPath(loading, { kind: 'folder', path, place: placeIn(loading, project, ['snapshots', 'root']) });
}

function readSnapshotSettings(project: Layer): SnapshotSettings | undefined {
  const snapshots = at(project, 'snapshots');
  if (snapshots.value === undefined) return undefined;
  return { root: asText(at(snapshots, 'root').value), url: asText(at(snapshots, 'url').value)?.replace(/\/+$/, '') };
}

function readSections({ value }: Layer): JsonObject {
  const { directory: _, ...sections } = isObject(value) ? value : {};
  return sections;
}

/** Paths in files are absolute already; a default is relative to the project. */
function resolveIn(directory: string, layer: Layer): string {
  return resolve(directory, asText(layer.value) ?? '');
}

function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map((problem) => problem.file))];
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

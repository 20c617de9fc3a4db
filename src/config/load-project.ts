import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { JsonObject } from '../base/json/json.ts';
import { asText, asTexts, isObject } from '../base/json/json-value.ts';
import { ConfigError } from '../contract/errors.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { at, combine, fixedLayer, pick, type Layer } from './layer.ts';
import { loadFiles, type FileOptions } from './files/load-files.ts';
import { placeIn } from './files/places.ts';
import { readOutside, type OutsideInput } from './files/read-outside.ts';
import { sortProblems } from './files/sort-problems.ts';
import type { Project, SiteSettings, SnapshotSettings } from './project.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import { checkRules } from './rules/index.ts';
import { DEFAULTS } from './schema/defaults.ts';
import { settleAudit } from './settle/settle-audit.ts';
import { settleFarm } from './settle/settle-farm.ts';
import { settleHistory } from './settle/settle-history.ts';
import { settleSigning } from './settle/settle-signing.ts';
import { settleNightly } from './settle/settle-nightly.ts';
import { settleNotify } from './settle/settle-notify.ts';
import { settleMetrics } from './settle/settle-metrics.ts';
import { settleSnapshotCare } from './settle/settle-snapshot-care.ts';
import { settleRunKeep } from './settle/settle-run-keep.ts';
import { settleTargets } from './settle/settle-targets.ts';
import { settleProject, type SettledProject } from './settle/settle-project.ts';

export interface LoadOptions extends Omit<FileOptions, 'environment'>, Pick<OutsideInput, 'environment' | 'flags'> {
  /** Told of each value that is secret, before any problem is. Default: nobody is. */
  hide?(values: readonly string[]): unknown;
}

/**
 * Reads a project: defaults below the project file, below suite files, below overlays, below the environment, below
 * flags. Throws `ConfigError` with all problems of all files, `CONFIG_NOT_FOUND`, `DRIVER_UNKNOWN`, `USAGE`.
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const outside = readOutside({ ...options, drivers: options.drivers });
  const wanted = outside.driver.length > 0 ? outside.driver.map((layer) => String(layer.value)) : [DEFAULTS.driver];
  const files = await loadFiles(options, wanted);
  const settled = await settleProject(files, outside);
  const secrets = await findSecrets(settled, options.environment);
  options.hide?.(secrets.values);
  const problems = [...files.problems, ...secrets.problems, ...(await checkRules(settled))];
  if (problems.length > 0) throw new ConfigError(sortProblems(problems, files));
  return await toProject(settled);
}

async function toProject(settled: SettledProject): Promise<Project> {
  const { files, outside, formulas, platforms, instances } = settled;
  const { directory, project } = files;
  const defaults = fixedLayer(DEFAULTS, 'default');
  const setting = (
    word:
      | 'driver'
      | 'destroy'
      | 'concurrency'
      | 'gate'
      | 'reports'
      | 'runs'
      | 'history'
      | 'farm'
      | 'signing'
      | 'nightly'
      | 'notify'
      | 'metrics'
      | 'changed',
    above: readonly Layer[] = [],
  ) => combine([at(defaults, word), at(project, word), ...above]);
  const driver = String(setting('driver', outside.driver).value);
  const destroy = setting('destroy', outside.destroy);
  const concurrency = setting('concurrency', outside.concurrency);
  const [gate, reports, runs] = [setting('gate'), setting('reports'), setting('runs')];
  const history = setting('history');
  const farm = setting('farm');
  const audit = at(project, 'audit');
  const signing = setting('signing');
  const nightly = setting('nightly');
  const notify = setting('notify');
  const site = at(project, 'site');
  const metrics = setting('metrics');
  const changed = setting('changed');
  const snapshot = combine(outside.snapshot);
  return {
    identity: await identify(asText(at(project, 'name').value), directory),
    file: files.file.path,
    files: files.paths,
    overlays: files.overlays,
    leftOut: files.leftOut,
    formulas: formulas.map(({ name, own, suites, layer }) => ({
      name,
      source: own?.source,
      suites: suites.map((suite) => suite.name),
      place: placeIn(files.file, layer, ['formula']),
    })),
    platforms: platforms.filter(({ isActive }) => isActive).map(({ name, place }) => ({ name, place })),
    instances,
    driver,
    snapshots: readSnapshotSettings(settled),
    snapshot: asText(snapshot.value),
    targets: settleTargets(project),
    gateFile: resolveIn(directory, gate),
    reportsDirectory: resolveIn(directory, at(reports, 'directory')),
    reports: readSections(reports),
    metrics: settleMetrics(metrics.value),
    runKeep: settleRunKeep(at(runs, 'keep').value),
    history: settleHistory(history.value),
    farm: settleFarm(farm.value),
    audit: settleAudit(audit.value),
    signing: settleSigning(signing.value),
    nightly: settleNightly(nightly),
    notify: settleNotify(notify.value),
    site: readSite(site, resolveIn(directory, at(reports, 'directory'))),
    changedIgnore: asTexts(at(changed, 'ignore').value),
    destroy: destroy.value === 'always' || destroy.value === 'never' ? destroy.value : 'passing',
    concurrency: typeof concurrency.value === 'number' ? concurrency.value : undefined,
    settings: {
      destroy,
      concurrency,
      snapshot,
      snapshots: pick(at(project, 'snapshots'), (word) => word !== 'source'),
      'snapshots.source': settled.source.from,
      targets: at(project, 'targets'),
      gate,
      reports,
      metrics,
      runs,
      history,
      farm,
      audit,
      signing,
      nightly,
      notify,
      site,
      changed,
    },
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

function readSnapshotSettings({ files, source }: SettledProject): SnapshotSettings | undefined {
  const { file, project } = files;
  const snapshots = at(project, 'snapshots');
  if (snapshots.value === undefined) return undefined;
  const root = at(snapshots, 'root');
  return {
    source: source.value,
    root: asText(root.value),
    place: placeIn(file, root),
    url: asText(at(snapshots, 'url').value)?.replace(/\/+$/, ''),
    stale: at(snapshots, 'stale').value === 'refuse' ? 'refuse' : 'allow',
    ...settleSnapshotCare(snapshots.value),
  };
}

function readSite(site: Layer, reportsDirectory: string): SiteSettings {
  return {
    directory: asText(at(site, 'directory').value) ?? projectFolders(reportsDirectory).site,
    url: asText(at(site, 'url').value)?.replace(/\/+$/, ''),
  };
}

function readSections({ value }: Layer): JsonObject {
  const { directory: _, ...sections } = isObject(value) ? value : {};
  return sections;
}

/** Paths in files are absolute already; a default is relative to the project. */
function resolveIn(directory: string, layer: Layer): string {
  return resolve(directory, asText(layer.value) ?? '');
}

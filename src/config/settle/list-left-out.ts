import { join, resolve } from 'node:path';
import { asText, isObject } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import { at, listItems, type Layer } from '../layer.ts';
import type { LeftOut } from '../project.ts';
import { DEFAULTS } from '../schema/defaults.ts';

/** What is below the root of snapshots; a root may be the formula's own folder. */
const SNAPSHOT_WORK = ['snapshots', 'channels', 'pool', 'audit.ndjson'];

/**
 * What does not belong to a formula that lies around it: what project and file say under `ignore`, and everything that
 * saltern itself reads and writes, or each run would make its own evidence stale.
 */
export function listLeftOut(
  formula: Layer,
  { directory, project, paths }: Pick<LoadedFiles, 'directory' | 'project' | 'paths'>,
): LeftOut {
  const said = [project, formula].flatMap((layer) => listItems([at(layer, 'ignore')]));
  const snapshots = asText(at(project, 'snapshots', 'root').value);
  return {
    ignore: [...new Set(said.map(({ value }) => String(value)))],
    exclude: [
      resolve(directory, DEFAULTS.reports.directory),
      ...absolutePaths(at(project, 'reports').value),
      ...(snapshots === undefined ? [] : [snapshots, ...SNAPSHOT_WORK.map((name) => join(snapshots, name))]),
      resolve(directory, asText(at(project, 'gate').value) ?? DEFAULTS.gate),
      ...paths,
    ],
  };
}

/** Paths in files are absolute by now, whatever a reporter calls them. */
function absolutePaths(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return value.startsWith('/') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(absolutePaths);
  return isObject(value) ? Object.values(value).flatMap(absolutePaths) : [];
}

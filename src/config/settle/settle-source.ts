import { asMap } from '../../base/json/json-value.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import { at, layerKeys, pick, type Layer } from '../layer.ts';
import type { SnapshotSettings } from '../project.ts';
import { DEFAULT_SOURCE } from '../schema/defaults.ts';

/** Where snapshots are taken from, as it is written; who opens the source parses it. */
export interface SourceSetting {
  readonly value: SnapshotSettings['source'];
  /** The map of the one kind that counts; without a value where the files name none. */
  readonly from: Layer;
}

/** The kind that the topmost file names, with what all files say of that kind. */
export function settleSource({ levels, project }: Pick<LoadedFiles, 'levels' | 'project'>): SourceSetting {
  const [name = DEFAULT_SOURCE] = levels.map(kindsOf).findLast((kinds) => kinds.length > 0) ?? [];
  const from = pick(sourceOf(project), (kind) => kind === name);
  return { value: { name, config: asMap(at(from, name).value) }, from };
}

function sourceOf(level: Layer): Layer {
  return at(level, 'snapshots', 'source');
}

function kindsOf(level: Layer): readonly string[] {
  return layerKeys(sourceOf(level));
}

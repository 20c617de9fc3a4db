import { asTexts } from '../../base/json/json-value.ts';
import { matchName } from '../../base/text/match-name.ts';
import { at, layerKeys, type Layer } from '../layer.ts';
import { placeIn } from '../files/places.ts';
import type { ShapedFile } from '../files/shape-file.ts';
import type { RepositoryChoice } from '../project.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** A platform's own list; else the exact name under `snapshots`, else the first glob there that matches. */
export function settleRepositories(
  levels: Levels,
  platform: string,
  file: ShapedFile,
): Setting<RepositoryChoice | undefined> {
  const repositories = chooseRepositories(levels, platform);
  if (repositories === undefined) return { value: undefined, from: {} };
  const value = { members: asTexts(repositories.value), place: placeIn(file, repositories) };
  return { value, from: { repositories } };
}

function chooseRepositories({ project, platform }: Levels, name: string): Layer | undefined {
  const own = at(platform, 'repositories');
  if (own.value !== undefined) return own;
  const all = at(project, 'snapshots', 'repositories');
  const keys = layerKeys(all);
  const found = keys.find((key) => key === name) ?? keys.find((key) => matchName(key, name));
  return found === undefined ? undefined : at(all, found);
}

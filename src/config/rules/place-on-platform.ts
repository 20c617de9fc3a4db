import type { Path } from '../../base/json/json-value.ts';
import type { ExactPlace } from '../../base/place/place.ts';
import type { Layer } from '../layer.ts';
import { placeIn } from '../files/places.ts';
import type { ProjectInstance } from '../project.ts';
import type { SettledProject } from '../settle/settle-project.ts';

/** Where a layer's path is written; when it is written nowhere, where the instance's platform is. */
export function placeOnPlatform(
  { files, platforms }: SettledProject,
  { platform }: ProjectInstance,
  layer: Layer | undefined,
  path: Path = [],
): ExactPlace {
  const own = platforms.find(({ name }) => name === platform);
  return layer?.place(path) ?? own?.place ?? placeIn(files.file, files.file.layer);
}

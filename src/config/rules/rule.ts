import type { Path } from '../../base/json/json-value.ts';
import type { Problem } from '../../base/place/place.ts';
import type { Layer } from '../layer.ts';
import { placeIn } from '../files/places.ts';
import type { SettledProject } from '../settle/settle-project.ts';

/**
 * Checks what must be true of a project beyond the shape of its files; gives everything that is not, each at its place.
 */
export type Rule = (settled: SettledProject) => readonly Problem[] | Promise<readonly Problem[]>;

/** A problem where the layer's path is written. */
export function problemAt({ files }: SettledProject, layer: Layer, message: string, path: Path = []): Problem {
  return { ...placeIn(files.file, layer, path), message };
}

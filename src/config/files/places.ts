import { relative } from 'node:path';
import type { Path } from '../../base/json/json-value.ts';
import type { ExactPlace } from '../../base/place/place.ts';
import type { Layer } from '../layer.ts';
import type { ShapedFile } from './shape-file.ts';

/** Where a layer's path is written; the top of the file for what is in no file. */
export function placeIn(file: Pick<ShapedFile, 'display'>, layer: Layer, path: Path = []): ExactPlace {
  return layer.place(path) ?? { file: file.display, line: 1, column: 1 };
}

/** A path as the user would type it. */
export function displayPath(cwd: string, path: string): string {
  return relative(cwd, path) || '.';
}

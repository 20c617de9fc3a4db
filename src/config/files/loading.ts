import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Problem } from '../../base/place/place.ts';
import type { Layer } from './layer.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import type { ExactPlace } from '../../base/place/place.ts';

/** What one loading of a project has found so far. */
export interface Loading {
  readonly cwd: string;
  /** Absolute folder of the project file. */
  readonly directory: string;
  /** The project file. */
  readonly file: YamlFile;
  /** Absolute paths of what was read. */
  readonly files: Set<string>;
  readonly problems: Problem[];
  /** Files (as displayed) that are not well-formed: what is missing in them may only be misspelt. */
  readonly flawed: Set<string>;
}

/** Where a layer's path is written; the top of the project file for what is in no file. */
export function placeIn(loading: Loading, layer: Layer, path: readonly (string | number)[] = []): ExactPlace {
  return layer.place(path) ?? { file: loading.file.display, line: 1, column: 1 };
}

export function complainAt(loading: Loading, place: ExactPlace, message: string): void {
  const isKnown = loading.problems.some(
    (known) =>
      known.message === message &&
      known.file === place.file &&
      known.line === place.line &&
      known.column === place.column,
  );
  if (!isKnown) loading.problems.push({ ...place, message });
}

/** Complains when there is no such file or folder. */
export async function expectPath(
  loading: Loading,
  wanted: { readonly kind: 'file' | 'folder'; readonly path: string; readonly place: ExactPlace },
): Promise<boolean> {
  const found = await kindOf(wanted.path);
  if (found === wanted.kind) return true;
  const shown = displayPath(loading, wanted.path);
  const message =
    found === undefined ? `there is no ${wanted.kind} '${shown}'` : `'${shown}' is a ${found}, not a ${wanted.kind}`;
  complainAt(loading, wanted.place, message);
  return false;
}

export function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );
}

export function displayPath(loading: Pick<Loading, 'cwd'>, path: string): string {
  return relative(loading.cwd, path) || '.';
}

import type { Json } from '../../base/json/json.ts';
import { isObject, mergeJson, valueAt, type Path } from '../../base/json/json-value.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import type { ExactPlace } from '../../base/place/place.ts';

/** Values that know where they come from: of a file, of several put together, or of a part of one. */
export interface Layer {
  readonly value: Json | undefined;
  /** Where a path's value is written; undefined when it is in no file. */
  place(path?: Path): ExactPlace | undefined;
  /** `saltern.yml:4:3`, `default`, `environment SALTERN_DRIVER`, `flag --driver`. */
  origin(path?: Path): string;
}

export function fileLayer(file: YamlFile, value: Json): Layer {
  const place = (path: Path = []) => file.place(path);
  return { value, place, origin: (path) => formatPlace(place(path)) };
}

/** A value from outside the files. */
export function fixedLayer(value: Json | undefined, origin: string): Layer {
  return { value, place: () => undefined, origin: () => origin };
}

/** What is below a key (or keys) of a layer. */
export function at(layer: Layer, ...prefix: (string | number)[]): Layer {
  return {
    value: valueAt(layer.value, prefix),
    place: (path = []) => layer.place([...prefix, ...path]),
    origin: (path = []) => layer.origin([...prefix, ...path]),
  };
}

/** Several layers as one, lowest first: maps merge, everything else is the topmost's, and so is each path's origin. */
export function combine(layers: readonly Layer[]): Layer {
  const present = layers.filter((layer) => layer.value !== undefined);
  const owner = (path: Path): Layer | undefined =>
    present.findLast((layer) => valueAt(layer.value, path) !== undefined) ?? present.at(-1) ?? layers.at(-1);
  return {
    value: present.map((layer) => layer.value).reduce(mergeJson, undefined),
    place: (path = []) => owner(path)?.place(path),
    origin: (path = []) => owner(path)?.origin(path) ?? 'default',
  };
}

/** The items of the lists of several layers, one after the other, each with its own origin. */
export function listItems(layers: readonly Layer[]): readonly Layer[] {
  return layers.flatMap((layer) => (Array.isArray(layer.value) ? layer.value.map((_, index) => at(layer, index)) : []));
}

/** The keys of a layer that is a map. */
export function layerKeys(layer: Layer): readonly string[] {
  return isObject(layer.value) ? Object.keys(layer.value) : [];
}

function formatPlace({ file, line, column }: ExactPlace): string {
  return `${file}:${line}:${column}`;
}

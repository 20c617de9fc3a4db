import { isObject, mergeJson, valueAt, type Path } from '../base/json/json-value.ts';
import type { Json } from '../base/json/json.ts';
import { formatPlace, type ExactPlace } from '../base/place/place.ts';
import type { WrittenNode } from '../base/yaml/flow-text.ts';
import { jsonNode } from '../base/yaml/json-node.ts';
import type { PlacedValue } from '../base/yaml/placed-value.ts';

/** Values that know where they come from: those of a file, of several files put together, or of a part of these. */
export interface Layer {
  readonly value: Json | undefined;
  /** Where a path's value is written; undefined when it is in no file. */
  place(path?: Path): ExactPlace | undefined;
  /** Where a path's value stands in the files, lowest first: of several where maps are put together. */
  written(path?: Path): readonly WrittenNode[];
  /**
   * `saltern.yml:4:3`, `default`, `environment SALTERN_DRIVER`, `flag --driver`; where a variable was filled in,
   * `saltern.yml:4:3, environment IMAGE`.
   */
  origin(path?: Path): string;
}

/** What a file says, be it our own YAML or translated from another program's. */
export function toLayer({ value, place, written, variables }: PlacedValue): Layer {
  return {
    value,
    place: (path = []) => place(path),
    origin: (path = []) => {
      const names = variables?.(path) ?? [];
      return [formatPlace(place(path)), ...names.map((name) => `environment ${name}`)].join(', ');
    },
    written: (path = []) => {
      const found = valueAt(value, path);
      const node = found === undefined ? undefined : (written?.(path) ?? jsonNode(found));
      return node === undefined ? [] : [node];
    },
  };
}

/** A value from outside the files. */
export function fixedLayer(value: Json | undefined, origin: string): Layer {
  return { value, place: () => undefined, origin: () => origin, written: () => [] };
}

/** What is below a key (or keys) of a layer. */
export function at(layer: Layer, ...prefix: (string | number)[]): Layer {
  return {
    value: valueAt(layer.value, prefix),
    place: (path = []) => layer.place([...prefix, ...path]),
    origin: (path = []) => layer.origin([...prefix, ...path]),
    written: (path = []) => layer.written([...prefix, ...path]),
  };
}

/** What is below one key of several layers. */
export function atEach(layers: readonly Layer[], key: string): readonly Layer[] {
  return layers.map((layer) => at(layer, key));
}

/** Several layers as one, lowest first: maps merge; of other values, and of their origins, the topmost counts. */
export function combine(layers: readonly Layer[]): Layer {
  const present = layers.filter((layer) => layer.value !== undefined);
  const owner = (path: Path): Layer | undefined =>
    present.findLast((layer) => valueAt(layer.value, path) !== undefined) ?? present.at(-1) ?? layers.at(-1);
  return {
    value: present.map((layer) => layer.value).reduce(mergeJson, undefined),
    place: (path = []) => owner(path)?.place(path),
    origin: (path = []) => owner(path)?.origin(path) ?? 'default',
    written: (path = []) => present.flatMap((layer) => layer.written(path)),
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

/** The wanted keys of a layer that is a map; a layer without a value when it has none of them. */
export function pick(layer: Layer, isWanted: (key: string) => boolean): Layer {
  const entries = Object.entries(isObject(layer.value) ? layer.value : {}).filter(([key]) => isWanted(key));
  return { ...layer, value: entries.length === 0 ? undefined : Object.fromEntries(entries) };
}

import { SalternError } from '../contract/errors.ts';
import type { Json } from '../base/json/json.ts';
import { didYouMeanHint } from '../base/text/did-you-mean.ts';
import { isObject, type Path } from '../base/json/json-value.ts';
import type { Layer } from './layer.ts';
import type { Project } from './project.ts';

export interface Explanation {
  /**
   * Keys of the files joined by dots, `timeouts.converge`; an item of a list put together from several levels:
   * `hooks.0`.
   */
  readonly path: string;
  readonly value: Json;
  /** `saltern.yml:4:3`, `default`, `environment SALTERN_DRIVER`, `flag --driver`. */
  readonly origin: string;
}

/** Every value of an instance with where it came from. Throws `NO_INSTANCE_MATCHES`. */
export function explainInstance(project: Project, name: string): readonly Explanation[] {
  const instance = project.instances.find((candidate) => candidate.name === name);
  if (instance === undefined) {
    const names = project.instances.map((candidate) => candidate.name);
    const hint = didYouMeanHint(name, names, '`saltern list` shows the instances.');
    throw new SalternError('NO_INSTANCE_MATCHES', `There is no instance '${name}'`, { hint });
  }
  return [...Object.entries(instance.settings), ...Object.entries(project.settings)].flatMap(([word, setting]) =>
    isLayer(setting)
      ? explainLayer(setting, word, [])
      : setting.flatMap((item, index) => explainLayer(item, `${word}.${index}`, [])),
  );
}

/** One row per value that is not a map; an empty map is a row too. */
function explainLayer(layer: Layer, word: string, path: Path): readonly Explanation[] {
  const value = path.reduce<Json | undefined>(
    (inner, key) => (isObject(inner) ? inner[String(key)] : undefined),
    layer.value,
  );
  if (value === undefined) return [];
  const keys = isObject(value) ? Object.keys(value) : [];
  if (keys.length > 0) return keys.flatMap((key) => explainLayer(layer, word, [...path, key]));
  return [{ path: [word, ...path].join('.'), value, origin: layer.origin(path) }];
}

function isLayer(setting: Layer | readonly Layer[]): setting is Layer {
  return 'origin' in setting;
}

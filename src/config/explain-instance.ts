import { isScalar } from 'yaml';
import { SalternError } from '../contract/errors.ts';
import type { Json } from '../base/json/json.ts';
import { didYouMeanHint } from '../base/text/did-you-mean.ts';
import { isObject, type Path } from '../base/json/json-value.ts';
import type { Layer } from './layer.ts';
import type { Project } from './project.ts';

export interface Explanation {
  /**
   * Keys of the files joined by dots, `timeouts.converge`. Of a list put together from several levels each item has a
   * row: `tags`, and where items are maps `hooks.0.run`.
   */
  readonly path: string;
  readonly value: Json;
  /** `saltern.yml:4:3`, `default`, `environment SALTERN_DRIVER`, `flag --driver`, `saltern.yml:4:3, environment IMAGE`. */
  readonly origin: string;
  /** Whether saltern itself says so, and nobody else. */
  readonly isDefault: boolean;
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
      : setting.flatMap((item, index) => explainLayer(item, isObject(item.value) ? `${word}.${index}` : word, [])),
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
  const origin = layer.origin(path);
  const shown = [word, ...path].join('.');
  return [{ path: shown, value: hideSecret(layer, path, { shown, value }), origin, isDefault: origin === 'default' }];
}

/** What variables put into an `environment` may be a secret, so that is shown as it is written. */
function hideSecret(
  layer: Layer,
  path: Path,
  { shown, value }: { readonly shown: string; readonly value: Json },
): Json {
  if (!shown.includes('environment.') || !layer.origin(path).includes(', environment ')) return value;
  const node = layer.written(path).at(-1)?.node;
  return isScalar(node) ? String(node.value) : value;
}

function isLayer(setting: Layer | readonly Layer[]): setting is Layer {
  return 'origin' in setting;
}

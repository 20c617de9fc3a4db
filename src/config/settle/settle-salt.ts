import { mapValues } from '../../base/json/map-values.ts';
import type { Json } from '../../base/json/json.ts';
import type { SaltSource } from '../../contract/model.ts';
import { asText, asTexts, isObject } from '../../base/json/json-value.ts';
import { combine, type Layer } from '../files/layer.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';

/** A file's values with the short form of `salt` written out, wherever it may stand. */
export function expandSalt(value: Json): Json {
  if (!isObject(value)) return value;
  const { salt, platforms, formulas, ...others } = value;
  return {
    ...others,
    ...(salt === undefined ? {} : { salt: expandVersion(salt) }),
    ...(platforms === undefined
      ? {}
      : { platforms: isObject(platforms) ? mapValues(platforms, expandSalt) : platforms }),
    ...(formulas === undefined ? {} : { formulas: isObject(formulas) ? mapValues(formulas, expandSalt) : formulas }),
  };
}

/** `3007.15` is pip's; `image` and `snapshot`, from a flag, are where it comes from. */
export function expandVersion(salt: Json): Json {
  if (salt === 'image' || salt === 'snapshot') return { from: salt };
  return isObject(salt) ? salt : { from: 'pip', version: salt };
}

/**
 * The levels of `salt`, lowest first, as one: a level that names `version` or `from` stands for itself, one that
 * names neither refines those below. A digest of one version never meets another version's number.
 */
export function combineSalt(levels: readonly Layer[]): Layer {
  const start = levels.findLastIndex(({ value }) => isObject(value) && ('version' in value || 'from' in value));
  return combine(levels.slice(Math.max(start, 0)));
}

export function settleSalt(salt: Layer, loading: Loading): SaltSource {
  const value = isObject(salt.value) ? salt.value : {};
  const need = (...names: readonly string[]): readonly string[] => {
    const missing = names.filter((name) => asText(value[name]) === undefined);
    const words = missing.map((name) => `'${name}'`).join(' and ');
    if (missing.length > 0)
      complainAt(loading, placeIn(loading, salt), `Salt from ${asText(value['from']) ?? 'pip'} needs ${words}`);
    return names.map((name) => asText(value[name]) ?? '');
  };
  switch (value['from']) {
    case 'image':
      return { from: 'image' };
    case 'snapshot':
      return {
        from: 'snapshot',
        packages: value['packages'] === undefined ? ['salt-minion'] : asTexts(value['packages']),
      };
    case 'onedir': {
      const [version = '', location = '', sha256 = ''] = need('version', 'location', 'sha256');
      return { from: 'onedir', version, location, sha256 };
    }
    default: {
      const [version = ''] = need('version');
      return { from: 'pip', version, python: asText(value['python']) ?? 'python3' };
    }
  }
}

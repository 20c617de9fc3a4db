import { isObject } from '../../base/json/json-value.ts';
import { mapValues } from '../../base/json/map-values.ts';
import type { Json } from '../../base/json/json.ts';

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

/** A version such as `3007.15` means pip; `image` and `snapshot`, which a flag may give, say where Salt comes from. */
export function expandVersion(salt: Json): Json {
  if (salt === 'image' || salt === 'snapshot') return { from: salt };
  return isObject(salt) ? salt : { from: 'pip', version: salt };
}

import type { $ZodType, $ZodTypes } from 'zod/v4/core';

/** The alternatives that a schema is made of, wrappers such as `optional` taken off and unions flattened. */
export function listVariants(schema: $ZodType): readonly $ZodTypes[] {
  const known = narrow(schema);
  const { def } = known._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return listVariants(def.innerType);
    case 'lazy':
      return listVariants(def.getter());
    case 'pipe':
      return listVariants(def.in);
    case 'union':
      return def.options.flatMap((option) => listVariants(option));
    default:
      return [known];
  }
}

/** What the value under `key` of a map (or the items of a list) may be. */
export function listChildren(variants: readonly $ZodTypes[], key: string | number): readonly $ZodTypes[] {
  return variants.flatMap((variant) => {
    const { def } = variant._zod;
    if (def.type === 'array') return typeof key === 'number' ? listVariants(def.element) : [];
    if (def.type === 'record') return typeof key === 'string' ? listVariants(def.valueType) : [];
    if (def.type !== 'object') return [];
    const child = Object.hasOwn(def.shape, key) ? def.shape[String(key)] : undefined;
    return child === undefined ? [] : listVariants(child);
  });
}

/**
 * Those alternatives that a map with these keys fits: one key may mean a path in one and text in another. All of them
 * where it fits none, which is a mistake to complain about.
 */
export function fitVariants(variants: readonly $ZodTypes[], keys: readonly string[]): readonly $ZodTypes[] {
  const fit = variants.filter(({ _zod: { def } }) => {
    if (def.type !== 'object') return true;
    const needed = Object.entries(def.shape).filter(([, schema]) => schema._zod.optin !== 'optional');
    return keys.every((key) => Object.hasOwn(def.shape, key)) && needed.every(([key]) => keys.includes(key));
  });
  return fit.some(({ _zod: { def } }) => def.type === 'object') ? fit : variants;
}

/** Keys that a map may have here, for did-you-mean. */
export function listKeys(variants: readonly $ZodTypes[]): readonly string[] {
  return variants.flatMap((variant) => (variant._zod.def.type === 'object' ? Object.keys(variant._zod.def.shape) : []));
}

/** Whether text is wanted here and a number is not, so that `3007.10` is taken as written. */
export function wantsText(variants: readonly $ZodTypes[]): boolean {
  const types = variants.map((variant) => variant._zod.def.type);
  return types.includes('string') && !types.some((type) => type === 'number' || type === 'unknown' || type === 'any');
}

/** Whether a map is wanted here, so that a key with nothing after it means an empty one. */
export function wantsMap(variants: readonly $ZodTypes[]): boolean {
  return variants.some(({ _zod: { def } }) => def.type === 'object' || def.type === 'record');
}

/** `$ZodType` is the open base class; every schema that exists is one of the closed union `$ZodTypes`. */
function narrow(schema: $ZodType): $ZodTypes {
  return schema as $ZodTypes;
}

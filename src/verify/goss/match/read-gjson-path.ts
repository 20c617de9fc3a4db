import type { Json } from '../../../base/json/json.ts';

/** What is not supported of gjson's path language: queries, modifiers, multipaths, wildcards. */
const NOT_READ = /(?<!\\)[*?|@{}[\]!()]/;

/** Why a path cannot be used, or nothing. */
export function checkGjsonPath(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  return NOT_READ.test(path) ? 'only names, indexes and # are supported yet' : undefined;
}

/**
 * Follows `a.b.0.c`, `list.#` (its length), `list.#.name` (that of each); `\.` is a dot in a name. `undefined` when
 * nothing is there. https://github.com/tidwall/gjson/blob/master/SYNTAX.md
 */
export function readGjsonPath(value: Json, path: string): Json | undefined {
  const steps = path.split(/(?<!\\)\./).map((step) => step.replace(/\\(.)/g, '$1'));
  return follow(value, steps);
}

function follow(value: Json, steps: readonly string[]): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (step === '#' && Array.isArray(value)) {
    if (rest.length === 0) return value.length;
    return value.map((item: Json) => follow(item, rest)).filter((item) => item !== undefined);
  }
  if (!Object.hasOwn(value, step)) return undefined;
  const next = isList(value) ? value[Number(step)] : value[step];
  return next === undefined ? undefined : follow(next, rest);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

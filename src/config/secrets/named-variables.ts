import { asMap } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the content of suites is, whose keys may have any name. */
const SUITES = ['suites', 'formulas'];

/** Variables that a setting names which holds a secret: its key ends in `-env`. */
export function namedVariables(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: Json) => namedVariables(one));
  return Object.entries(asMap(value)).flatMap(([key, one]) => {
    if (SUITES.includes(key)) return [];
    return key.endsWith('-env') && typeof one === 'string' ? [one] : namedVariables(one);
  });
}

/** Undefined where it is not set, or empty. */
export function valueOf(environment: Environment, name: string): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return value === undefined || value.trim() === '' ? undefined : value;
}

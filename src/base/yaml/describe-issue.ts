import type { $ZodIssue, $ZodType, $ZodTypes } from 'zod/v4/core';
import type { Json } from '../json/json.ts';
import { PHASES } from '../../contract/phases.ts';
import { suggestName } from '../text/suggest-name.ts';
import { isObject, valueAt, type Path } from '../json/json-value.ts';
import { listChildren, listKeys, listVariants } from './schema-lookup.ts';

export interface DescribedIssue {
  readonly path: Path;
  /** Whether the key or the value is what is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
  /** What to take out so that the rest is well-formed. */
  readonly remove: Path;
}

/** A zod issue in our words: what was expected and what is there, with a did-you-mean. */
export function describeIssue(
  issue: $ZodIssue,
  root: Json,
  schema: $ZodType,
  base: Path = [],
): readonly DescribedIssue[] {
  const path: Path = [...base, ...toPath(issue.path)];
  const value = valueAt(root, path);
  if (issue.code === 'invalid_union') {
    const option = chooseOption(issue.errors, value);
    if (option !== undefined) return option.flatMap((inner) => describeIssue(inner, root, schema, path));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = listKeys(variantsAt(schema, path, root));
    return issue.keys.map((key) => {
      const unknown = [...path, key];
      return { path: unknown, at: 'key', message: `unknown key '${key}'${explainKey(key, known)}`, remove: unknown };
    });
  }
  const name = String(path.at(-1) ?? 'this file');
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const inner = issue.issues[0]?.message ?? 'another key';
    return [{ path, at: 'key', message: `expected ${inner}, got '${name}'`, remove: path }];
  }
  if (value === undefined) {
    const parent = path.slice(0, -1);
    return [{ path: parent, at: 'key', message: `'${name}' is missing`, remove: parent }];
  }
  if (issue.code === 'custom') return [{ path, at: 'value', message: issue.message, remove: path }];
  const expected = describeExpected(issue, variantsAt(schema, path, root));
  const suggestion = issue.code === 'invalid_value' ? didYouMean(String(value), issue.values.map(String)) : '';
  const message = `expected ${expected}, got ${describeGiven(value)}${suggestion}`;
  return [{ path, at: 'value', message: path.length === 0 ? message : `'${labelOf(path)}': ${message}`, remove: path }];
}

/** `; did you mean 'x'?`, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? '' : `; did you mean '${near}'?`;
}

/** A did-you-mean, or what Kitchen's `pre_converge` is called here. */
function explainKey(key: string, known: readonly string[]): string {
  const [, when, phase = ''] = /^(pre|post)_(.+)$/.exec(key) ?? [];
  if (when === undefined) return didYouMean(key, known);
  const near = PHASES.find((name) => name === phase) ?? suggestName(phase, PHASES) ?? 'converge';
  return `; write it under 'hooks' as { ${when === 'pre' ? 'before' : 'after'}: ${near}, run: … }`;
}

/** Those complaints of the alternative that the value was meant for: the one whose kind it has. */
function chooseOption(
  options: readonly (readonly $ZodIssue[])[],
  value: Json | undefined,
): readonly $ZodIssue[] | undefined {
  const sameKind = options.filter(
    (issues) =>
      !issues.some((issue) => issue.path.length === 0 && ['invalid_type', 'invalid_value'].includes(issue.code)),
  );
  if (value === undefined) return undefined;
  return sameKind.toSorted((a, b) => a.length - b.length)[0];
}

function variantsAt(schema: $ZodType, path: Path, root: Json): readonly $ZodTypes[] {
  let variants = listVariants(schema);
  let value: Json | undefined = root;
  for (const key of path) {
    value = valueAt(value, [key]);
    variants = listChildren(variants, key);
  }
  return isObject(value) ? preferMaps(variants) : variants;
}

function preferMaps(variants: readonly $ZodTypes[]): readonly $ZodTypes[] {
  const maps = variants.filter(({ _zod: { def } }) => def.type === 'object' || def.type === 'record');
  return maps.length > 0 ? maps : variants;
}

function describeExpected(issue: $ZodIssue, variants: readonly $ZodTypes[]): string {
  const isOwnWords = issue.code === 'invalid_format' || issue.code === 'too_small';
  if (isOwnWords && !/^(Invalid|Too small)/.test(issue.message)) return issue.message;
  const kinds = [...new Set(variants.map(describeKind))];
  if (kinds.length === 0) return issue.message;
  const last = kinds.pop() ?? '';
  return kinds.length === 0 ? last : `${kinds.join(', ')} or ${last}`;
}

function describeKind({ _zod: { def } }: $ZodTypes): string {
  switch (def.type) {
    case 'string':
      return 'text';
    case 'number':
      return def.checks?.some((check) => check._zod.def.check === 'number_format') || 'format' in def
        ? 'a whole number'
        : 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a map';
    case 'enum':
      return `one of ${Object.values(def.entries).join(', ')}`;
    case 'literal':
      return def.values.map((value) => `'${String(value)}'`).join(' or ');
    default:
      return 'something else';
  }
}

function describeGiven(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `'${value}'` : `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}

/** The nearest key: of a list item, the list's. */
function labelOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? path.at(-1));
}

function toPath(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

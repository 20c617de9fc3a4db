import type { $ZodIssue, $ZodType, $ZodTypes } from 'zod/v4/core';
import { isObject, valueAt, type Path } from '../json/json-value.ts';
import type { Json } from '../json/json.ts';
import { suggestName } from '../text/suggest-name.ts';
import { didYouMean } from '../text/did-you-mean.ts';
import { describeExpected, describeGiven, quoteStart } from './describe-kind.ts';
import { correctValue } from './correct-value.ts';
import { listChildren, listKeys, listVariants } from './schema-lookup.ts';

/** What the owner of a schema may say in words of its own. */
export interface ShapeWords {
  /** What follows `unknown key 'x'`, its `; ` included. Default: a did-you-mean, or the keys there are if few. */
  explainKey?(key: string): string | undefined;
}

export interface DescribedIssue {
  readonly path: Path;
  /** Whether the key or the value is what is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
  /** What to take out so that the rest is well-formed. */
  readonly remove: Path;
  /** Name of the key that is missing at `path`, or that was meant by the one that nobody knows. Default: none. */
  readonly missing?: string;
  readonly meant?: string;
}

interface Checked {
  readonly root: Json;
  readonly schema: $ZodType;
  readonly words: ShapeWords;
}

/** A zod issue in our words: what was expected and what is there, with a did-you-mean. */
export function describeIssue(issue: $ZodIssue, checked: Checked, base: Path = []): readonly DescribedIssue[] {
  const { root, schema, words } = checked;
  const path: Path = [...base, ...toPath(issue.path)];
  const value = valueAt(root, path);
  if (issue.code === 'invalid_union') {
    const option = chooseOption(issue.errors, value);
    if (option !== undefined) return option.flatMap((inner) => describeIssue(inner, checked, path));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = listKeys(variantsAt(schema, path, root));
    return issue.keys.slice(0, MOST_UNKNOWN).map((key) => {
      const unknown = [...path, key];
      const more = words.explainKey?.(key) ?? (didYouMean(key, known) || listKnown(known));
      const meant = suggestName(key, known);
      const message = `unknown key '${quoteStart(key)}'${more}`;
      return { path: unknown, at: 'key', message, remove: unknown, ...(meant === undefined ? {} : { meant }) };
    });
  }
  const name = String(path.at(-1) ?? 'this file');
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const inner = issue.issues[0];
    const message =
      inner && isSentence(inner) ? inner.message : `expected ${inner?.message ?? 'another key'}, got '${name}'`;
    return [{ path, at: 'key', message, remove: path }];
  }
  if (value === undefined) {
    const parent = path.slice(0, -1);
    return [{ path: parent, at: 'key', message: `'${name}' is missing`, remove: parent, missing: name }];
  }
  if (isSentence(issue)) return [{ path, at: 'value', message: issue.message, remove: path }];
  const expected = describeExpected(issue, variantsAt(schema, path, root));
  const suggestion = issue.code === 'invalid_value' ? didYouMean(String(value), issue.values.map(String)) : '';
  // A file that is one text is a file of another kind: none of it is worth quoting.
  const given = path.length === 0 && typeof value === 'string' ? 'text' : describeGiven(value);
  const correction = suggestion || correctValue(value, variantsAt(schema, path, root));
  const message = `expected ${expected}, got ${given}${correction}`;
  return [{ path, at: 'value', message: path.length === 0 ? message : `'${labelOf(path)}': ${message}`, remove: path }];
}

/** A map with more keys that nobody knows is not ours, and looking for what each may have meant takes its time. */
const MOST_UNKNOWN = 200;

/** A longer list would have to be searched. */
const MOST_LISTED = 8;

function listKnown(known: readonly string[]): string {
  const unique = [...new Set(known)];
  return unique.length === 0 || unique.length > MOST_LISTED ? '' : `; known: ${unique.join(', ')}`;
}

/** A refinement's message is a whole sentence; so is that of a list that must not be empty. */
function isSentence(issue: $ZodIssue): boolean {
  return issue.code === 'custom' || (issue.code === 'too_small' && issue.origin === 'array');
}

/** The complaints of the alternative that the value was meant for: one of the value's own kind. */
function chooseOption(
  options: readonly (readonly $ZodIssue[])[],
  value: Json | undefined,
): readonly $ZodIssue[] | undefined {
  if (value === undefined) return undefined;
  const sameKind = options.filter(
    (issues) =>
      !issues.some((issue) => issue.path.length === 0 && ['invalid_type', 'invalid_value'].includes(issue.code)),
  );
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

/** The nearest key; for a list item, the list's. */
function labelOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? path.at(-1));
}

function toPath(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

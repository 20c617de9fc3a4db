import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import { isObject } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import { nameMatcher } from '../../base/text/match-name.ts';

/** A value in a pillar, with where it stands. */
export interface Leaf {
  /** Keys and places of lists, from the top. */
  readonly path: readonly string[];
  /** How the value is written, where that may be in more than one way: `0644` is 644. Never empty. */
  readonly texts: readonly string[];
}

/**
 * The texts and numbers in YAML, at whatever depth; undefined where it is none, as with a template that is not rendered.
 * True, false and nothing are no secrets: there is nothing in them to hide. Nor is what is encrypted.
 */
export function pillarLeaves(text: string): readonly Leaf[] | undefined {
  // As Salt's own loader, by the rules of YAML 1.1.
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const leaves: Leaf[] = [];
  const walk = (node: unknown, path: readonly string[], above: readonly Node[]): void => {
    const inner = isAlias(node) ? node.resolve(document) : node;
    // An anchor may hold an alias of itself.
    if (inner === undefined || above.some((one) => one === inner)) return;
    if (isMap(inner)) {
      for (const { key, value } of inner.items) walk(value, [...path, keyText(key)], [...above, inner]);
    } else if (isSeq(inner)) {
      for (const [at, item] of inner.items.entries()) walk(item, [...path, String(at)], [...above, inner]);
    } else if (isScalar(inner)) {
      const texts = scalarTexts(inner);
      if (texts.length > 0) leaves.push({ path, texts });
    }
  };
  walk(document.contents, [], []);
  return leaves;
}

/** The same of a pillar that was read already. */
export function viewLeaves(value: Json, path: readonly string[] = []): readonly Leaf[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [{ path, texts: [value] }];
  if (typeof value === 'number') return [{ path, texts: [String(value)] }];
  if (Array.isArray(value)) return value.flatMap((one: Json, at) => viewLeaves(one, [...path, String(at)]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => viewLeaves(one, [...path, key]));
}

/** Whether a key of the pillar, `db:users:*:hash`, means a value: it, or what it is in. */
export function secretMatcher(key: string): (path: readonly string[]) => boolean {
  const parts = key.split(':').map(nameMatcher);
  return (path) => path.length >= parts.length && parts.every((fits, at) => fits(path[at] ?? ''));
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function scalarTexts({ value, source }: { readonly value: unknown; readonly source?: string }): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' || value.includes('-----BEGIN PGP MESSAGE') ? [] : [value];
  if (typeof value !== 'number' && typeof value !== 'bigint') return [];
  // What begins with a zero is octal by the rules, and decimal to Salt.
  const written = source ?? String(value);
  return [...new Set([String(value), written, written.replace(/^0+(?=\d)/u, '')])];
}

import { isObject, valueAt, type Path } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { ExactPlace } from '../../base/place/place.ts';

/** Something that a file says and that was not translated. */
export interface LeftOut {
  /** `suites.default.verifier`; items of a list by their names. */
  readonly what: string;
  readonly place: ExactPlace;
  readonly why: string;
}

/**
 * Keeps book of a file that is translated: what is neither taken nor left with a reason is told when the book is closed, so
 * that nothing is dropped in silence.
 */
export interface Ledger {
  /** The value at a path, with all below it; noted as translated. Undefined where there is none, and where it was left. */
  take(...path: Path): Json | undefined;
  /** Notes why a value, with all below it, is not translated; nothing where there is none. */
  leave(path: Path, why: string): void;
  /** All that was left, in the order of the file. */
  close(): readonly LeftOut[];
}

/** `explain`: why a path that nobody asked for is left out. */
export function openLedger(
  { value, place }: { readonly value: Json; readonly place: (path: Path) => ExactPlace },
  explain: (words: readonly string[]) => string,
): Ledger {
  const taken = new Set<string>();
  const reasons = new Map<string, string>();
  /** Paths below which something is taken, and those below which something is left. */
  const [asked, noted] = [new Set<string>(), new Set<string>()];
  const restOf = (path: Path, here: Json, isTaken: boolean): readonly LeftOut[] => {
    const id = JSON.stringify(path);
    const [why, isCovered, children] = [reasons.get(id), isTaken || taken.has(id), childrenOf(here)];
    if (why === undefined && (noted.has(id) || (asked.has(id) && !isCovered)) && children.length > 0) {
      return children.flatMap(([key, child]) => restOf([...path, key], child, isCovered));
    }
    if (why === undefined && (isCovered || isEmpty(here))) return [];
    const words = wordsOf(value, path);
    return [{ what: words.join('.'), place: place(path), why: why ?? explain(words) }];
  };
  return {
    take: (...path) => {
      const above = idsAbove(path);
      if ([...above, JSON.stringify(path)].some((id) => reasons.has(id))) return undefined;
      for (const id of above) asked.add(id);
      taken.add(JSON.stringify(path));
      return valueAt(value, path);
    },
    leave: (path, why) => {
      if (valueAt(value, path) === undefined) return;
      for (const id of idsAbove(path)) noted.add(id);
      reasons.set(JSON.stringify(path), why);
    },
    close: () => childrenOf(value).flatMap(([key, child]) => restOf([key], child, false)),
  };
}

function idsAbove(path: Path): readonly string[] {
  return path.map((_, length) => JSON.stringify(path.slice(0, length)));
}

function childrenOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const);
  return isObject(value) ? Object.entries(value) : [];
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && childrenOf(value).length === 0);
}

/** A path in words: an item of a list by its name where it has one, and not at all where it has none. */
function wordsOf(root: Json, path: Path): readonly string[] {
  return path.flatMap((key, index) => {
    if (typeof key === 'string') return [key];
    const item = valueAt(root, path.slice(0, index + 1));
    if (typeof item === 'string') return [item];
    const name = isObject(item) ? item['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

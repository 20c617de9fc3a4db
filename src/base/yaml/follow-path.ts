import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Path } from '../json/json-value.ts';

type Resolve = (node: unknown) => Node | undefined;

/** Finds nodes of one document by their paths. */
export type FollowPath = (path: Path) => { readonly key?: unknown; readonly value?: unknown };

/** Gives the nodes of a path's key and value; where the path is not written, those of the nearest one above it. */
export function pathFollower(root: Node | undefined, resolve: Resolve): FollowPath {
  const indexed = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const ownPairs = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const known = indexed.get(map) ?? indexPairs(map);
    indexed.set(map, known);
    return known;
  };
  return (path) => {
    let here: { key?: unknown; value?: unknown } = { value: root };
    for (const step of path) {
      const node = resolve(here.value);
      if (isMap(node)) {
        const pair = findPair(node, String(step), { resolve, ownPairs, seen: new Set() });
        if (pair === undefined) return here;
        here = { key: pair.key, value: pair.value ?? pair.key };
      } else if (isSeq(node) && node.items[Number(step)] !== undefined) {
        here = { key: node.items[Number(step)], value: node.items[Number(step)] };
      } else return here;
    }
    return here;
  };
}

/** The text of a key as it is written: `7.10` stays `7.10`, `on` stays `on`. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return '';
  return key.type === 'PLAIN' ? (key.source ?? String(key.value)) : String(key.value ?? '');
}

/** Of two pairs with one key, the first. */
function indexPairs(map: YAMLMap): ReadonlyMap<string, Pair> {
  return new Map(map.items.toReversed().map((pair) => [keyText(pair.key), pair]));
}

interface Search {
  readonly resolve: Resolve;
  ownPairs(map: YAMLMap): ReadonlyMap<string, Pair>;
  /** Maps that were looked into: many merges may lead to the same one. */
  readonly seen: Set<YAMLMap>;
}

/** The pair of a key in a map; one from a `<<` merge when the map has none of its own. */
function findPair(map: YAMLMap, key: string, search: Search): Pair | undefined {
  const { resolve, ownPairs, seen } = search;
  if (seen.has(map)) return undefined;
  seen.add(map);
  const pairs = ownPairs(map);
  const own = pairs.get(key);
  if (own !== undefined || !pairs.has('<<')) return own;
  for (const merge of map.items.filter((pair) => keyText(pair.key) === '<<')) {
    const target = resolve(merge.value);
    for (const source of isSeq(target) ? target.items.map(resolve) : [target]) {
      const found = isMap(source) ? findPair(source, key, search) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

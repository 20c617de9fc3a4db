import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Path } from '../json/json-value.ts';

type Resolve = (node: unknown) => Node | undefined;

/** The nodes of a path's key and value; where the path is not written, those of the nearest one above it. */
export function followPath(
  root: Node | undefined,
  path: Path,
  resolve: Resolve,
): { readonly key?: unknown; readonly value?: unknown } {
  let here: { key?: unknown; value?: unknown } = { value: root };
  for (const step of path) {
    const node = resolve(here.value);
    if (isMap(node)) {
      const pair = findPair(node, String(step), resolve);
      if (pair === undefined) return here;
      here = { key: pair.key, value: pair.value ?? pair.key };
    } else if (isSeq(node) && node.items[Number(step)] !== undefined) {
      here = { key: node.items[Number(step)], value: node.items[Number(step)] };
    } else return here;
  }
  return here;
}

/** The text of a key as it is written: `7.10` stays `7.10`, `on` stays `on`. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return '';
  return key.type === 'PLAIN' ? (key.source ?? String(key.value)) : String(key.value ?? '');
}

/** The pair of a key in a map; one from a `<<` merge when the map has none of its own. */
function findPair(map: YAMLMap, key: string, resolve: Resolve, depth = 0): Pair | undefined {
  const own = map.items.find((pair) => keyText(pair.key) === key);
  if (own !== undefined || depth > 20) return own;
  for (const merge of map.items.filter((pair) => keyText(pair.key) === '<<')) {
    const target = resolve(merge.value);
    for (const source of isSeq(target) ? target.items.map(resolve) : [target]) {
      const found = isMap(source) ? findPair(source, key, resolve, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

import { isMap, isScalar, isSeq, Scalar, type Node, type Pair, type YAMLMap } from 'yaml';
import { DEEPEST, flowText, toNode, wholeBudget, type Budget, type WrittenNode } from './flow-text.ts';
import { toWritten } from './read-scalar.ts';
import type { WrittenScalar } from './reads.ts';
import { sliceText } from './slice-text.ts';

/** Says of a key what it is to the data's reader: two keys with the same answer are one. */
export type IdentifyKey = (key: WrittenScalar) => string;

/**
 * Maps that stand in several files, lowest first, as one YAML document: they are merged key by key at every depth, and
 * of anything else, lists included, the topmost counts. What stands in one file only stays as it is written there.
 */
export function mergeText(written: readonly WrittenNode[], identify: IdentifyKey): string {
  const [only, ...others] = written;
  if (only === undefined) return '';
  return others.length === 0 ? sliceText(only) : mergeNodes(written, { identify, budget: wholeBudget() });
}

interface Merging {
  readonly identify: IdentifyKey;
  readonly budget: Budget;
}

function mergeNodes(written: readonly WrittenNode[], merging: Merging, depth = 0): string {
  const { identify, budget } = merging;
  const resolved = written.map(({ file, node }) => ({ file, node: file.resolve(node) ?? node }));
  const maps = resolved.slice(resolved.findLastIndex(({ node }) => !isMap(node)) + 1);
  const top = resolved.at(-1);
  if (top === undefined || depth > DEEPEST || budget.values-- < 0) return '~';
  if (maps.length < 2) return flowText(top, budget, depth);
  const found = new Map<string, { readonly key: WrittenNode; readonly values: WrittenNode[] }>();
  for (const { file, node } of maps) {
    for (const { key, value } of isMap(node) ? listPairs(node, file, merging) : []) {
      const name = toNode(file.resolve(key));
      const id = isScalar(name) ? identify(toWritten(name)) : flowText({ file, node: name }, budget);
      const known = found.get(id) ?? { key: { file, node: name }, values: [] };
      known.values.push({ file, node: toNode(value) });
      found.set(id, known);
    }
  }
  const pairs = [...found.values()].map(
    ({ key, values }) => `? ${flowText(key, budget)} : ${mergeNodes(values, merging, depth + 1)}`,
  );
  return `{${pairs.join(', ')}}`;
}

/** The pairs of a map with those that `<<` brings, of which the map's own count. */
function listPairs(map: YAMLMap, file: WrittenNode['file'], merging: Merging, depth = 0): readonly Pair[] {
  const { identify, budget } = merging;
  const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.type === Scalar.PLAIN && key.source === '<<';
  const nameOf = ({ key }: Pair): string => {
    const name = file.resolve(key);
    return isScalar(name) ? identify(toWritten(name)) : flowText({ file, node: toNode(key) }, budget);
  };
  const own = map.items.filter((pair) => !isMerge(pair));
  const taken = new Set(own.map(nameOf));
  const merged = map.items.filter(isMerge).flatMap(({ value }) => {
    const target = file.resolve(value);
    return (isSeq(target) ? target.items.map((item) => file.resolve(item)) : [target]).flatMap((source?: Node) =>
      isMap(source) && depth < DEEPEST && budget.values-- > 0 ? listPairs(source, file, merging, depth + 1) : [],
    );
  });
  const brought = merged.filter((pair) => {
    const name = nameOf(pair);
    return !taken.has(name) && taken.add(name);
  });
  return [...brought, ...own];
}

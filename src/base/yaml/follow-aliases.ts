import { isAlias, isMap, isScalar, isSeq, type Alias, type Node } from 'yaml';

export interface Aliases {
  /** The node itself, or what an alias stands for; undefined for one without an anchor above it. */
  resolve(node: unknown): Node | undefined;
  /** Aliases that stand within what they stand for: values that would contain themselves. */
  readonly endless: readonly Alias[];
}

/** Finds what all aliases of a document stand for in one walk; asking the library for each would walk for each. */
export function followAliases(root: Node | undefined): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node | undefined>();
  const endless: Alias[] = [];
  const open = new Set<Node>();
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      targets.set(node, target);
      if (target !== undefined && open.has(target)) endless.push(node);
      return;
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return;
    open.add(node);
    if (isSeq(node)) for (const item of node.items) walk(item);
    else {
      for (const { key, value } of node.items) {
        walk(key);
        walk(value);
      }
    }
    open.delete(node);
  };
  walk(root);
  return {
    endless,
    resolve: (node) => {
      if (isAlias(node)) return targets.get(node);
      return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
    },
  };
}

import { isMap, visit, type Node, type YAMLMap } from 'yaml';
import { flowText, wholeBudget, type WrittenNode } from './flow-text.ts';

/**
 * The text of a map as it stands in its file, as a YAML document of its own: a block keeps its indentation, so what its
 * lines mean does not change. An alias whose anchor lies outside is replaced by what it stands for. Ends as the map
 * does, without a line break of its own, because that would be one more at the end of a block of text.
 */
export function sliceText({ file, node }: WrittenNode): string {
  // With a tag of its own it is no plain map, and the tag stands before it.
  if (!isMap(node) || node.range == null || node.tag !== undefined) return flowText({ file, node });
  const start = startOfMap(node);
  const end = node.range[1];
  const isInside = (target: Node): boolean => {
    const at = target.range?.[0];
    return at !== undefined && at >= start && at < end;
  };
  const budget = wholeBudget();
  let text = '';
  let done = start;
  visit(node, {
    Alias: (_key, alias) => {
      const target = file.resolve(alias);
      if (target === undefined || alias.range == null || isInside(target)) return;
      text += file.text.slice(done, alias.range[0]) + flowText({ file, node: target }, budget);
      done = alias.range[1];
    },
  });
  const whole = text + file.text.slice(done, end);
  return node.flow === true ? whole : ' '.repeat(columnOf(file.text, start)) + whole;
}

/** A block map begins with its first key, and what that is tagged or anchored with stands before it. */
export function startOfMap({ srcToken, range }: YAMLMap): number {
  const start = range?.[0] ?? 0;
  if (srcToken?.type !== 'block-map') return start;
  const props = srcToken.items[0]?.start.filter(({ type }) => type === 'tag' || type === 'anchor') ?? [];
  return Math.min(start, ...props.map(({ offset }) => offset));
}

/** How far right in its line. */
function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

import { isMap, isNode, isPair, isScalar, isSeq, Scalar, type Node, type Pair } from 'yaml';
import { quoteText } from './quote-text.ts';
import type { YamlFile } from './read-yaml.ts';

/** Something that stands in a YAML file. */
export interface WrittenNode {
  readonly file: Pick<YamlFile, 'text' | 'resolve'>;
  readonly node: Node;
}

/**
 * How much may still be written. Aliases may nest, or lead back to themselves: what unfolds without end is cut here, and
 * is complained about by who reads the values (`toValue`).
 */
export interface Budget {
  values: number;
}

export function wholeBudget(): Budget {
  return { values: 100_000 };
}

/** Deeper than anybody writes. */
export const DEEPEST = 100;

/**
 * The same data on one line, which may stand anywhere in a YAML document: its scalars as they are written, with their
 * tags, so that a reader takes them for what they are in the file; aliases replaced by what they stand for.
 */
export function flowText({ file, node }: WrittenNode, budget = wholeBudget(), depth = 0): string {
  const target = file.resolve(node);
  if (target === undefined || depth > DEEPEST || budget.values-- < 0) return '~';
  const inner = (child: unknown): string => flowText({ file, node: toNode(child) }, budget, depth + 1);
  const pair = ({ key, value }: Pair): string => `? ${inner(key)} : ${inner(value)}`;
  if (isScalar(target)) return scalarText(target);
  if (isMap(target)) return `${tagText(target.tag)}{${target.items.map(pair).join(', ')}}`;
  if (!isSeq(target)) return '~';
  const items = target.items.map((item) => (isPair(item) ? `{${pair(item)}}` : inner(item)));
  return `${tagText(target.tag)}[${items.join(', ')}]`;
}

/** What the parser gives for the key or value of a pair; where nothing is written, that is nothing. */
export function toNode(child: unknown): Node {
  if (isNode(child)) return child;
  const nothing = new Scalar(null);
  nothing.source = '';
  nothing.type = Scalar.PLAIN;
  return nothing;
}

/** What any plain scalar looks like that a reader could take for something other than text; nothing in it ends a flow. */
const BARE = /^[-+.~=<\w][-+.~:<\w]*$/;

function scalarText({ source, value, type, tag }: Scalar): string {
  const text = source ?? String(value ?? '');
  const isPlain = type === undefined || type === Scalar.PLAIN;
  // `!` alone is empty text.
  if (tag === '!' && text === '') return '""';
  if (tag !== undefined || !isPlain) return `${tagText(tag)}${quoteText(text)}`;
  if (text === '') return '~';
  return BARE.test(text) ? text : quoteText(text);
}

function tagText(tag: string | undefined): string {
  if (tag === undefined) return '';
  return tag === '!' ? '! ' : `!<${tag}> `;
}

import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser's parser reads it. */
export interface ReadPage {
  /** What the parser complained of, with line and column. */
  readonly complaints: readonly string[];
  readonly elements: readonly Element[];
  /** What a person reads, on one line. */
  readonly text: string;
  readonly ids: readonly string[];
}

/** Reads a page with the parser of the HTML standard. */
export function readPage(page: string): ReadPage {
  const complaints: string[] = [];
  const document = parse(page, {
    onParseError: ({ code, startLine, startCol }) => complaints.push(`${startLine}:${startCol} ${code}`),
  });
  const elements = listElements(document);
  return {
    complaints,
    elements,
    text: textOf(elements.find(({ tagName }) => tagName === 'body') ?? document),
    ids: elements.flatMap((element) => attributeOf(element, 'id') ?? []),
  };
}

/** Undefined: it has none. */
export function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value;
}

/** What begins on a line or in a column of its own. */
const APART = new Set(['td', 'th', 'tr', 'li', 'p', 'div', 'dt', 'dd', 'h1', 'h2']);

/** What a person reads in it, on one line. */
export function textOf(node: Node): string {
  const pieces = (one: Node): readonly string[] => {
    if ('value' in one) return [one.value];
    const below = 'childNodes' in one ? one.childNodes.flatMap(pieces) : [];
    return APART.has(one.nodeName) ? [' ', ...below] : below;
  };
  return pieces(node).join('').replaceAll(/\s+/g, ' ').trim();
}

function listElements(node: Node): readonly Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(listElements) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

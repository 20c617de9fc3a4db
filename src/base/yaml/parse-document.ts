import { Composer, LineCounter, Parser, type CST, type Document, type Node } from 'yaml';
import { firstLine } from '../text/first-line.ts';
import { explainSyntax, listInner } from './explain-syntax.ts';

/** The parser's library recurses, and so do those who read what it gives. People nest to ten levels. */
const MOST_LEVELS = 100;
/** A file that is no YAML at all is wrong on every line. */
const MOST_TOLD = 20;

export interface ParsedDocument {
  /** Undefined when the file is empty or does not parse. */
  readonly root: Node | undefined;
  /** What stands in the way, by its offset in the text; empty when it is a YAML document. */
  readonly errors: readonly SyntaxTrouble[];
  readonly warnings: readonly SyntaxTrouble[];
  /** Line and column, from 1, of an offset. */
  locate(offset: number): { readonly line: number; readonly column: number };
}

export interface SyntaxTrouble {
  readonly offset: number;
  readonly message: string;
}

/** One YAML document, every position kept. Never throws: what does not parse is among `errors`. */
export function parseDocument(text: string): ParsedDocument {
  const lines = new LineCounter();
  const tokens = takeDocuments(new Parser(lines.addNewLine).parse(text), 2);
  const locate = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const deep = tokens.map(findTooDeep).find((offset) => offset !== undefined);
  if (deep !== undefined) {
    const message = `this is nested in more than ${MOST_LEVELS} levels`;
    return { root: undefined, errors: [{ offset: deep, message }], warnings: [], locate };
  }
  const documents = new Composer({ prettyErrors: false, uniqueKeys: false, keepSourceTokens: true }).compose(
    tokens,
    true,
    text.length,
  );
  const [document, second] = [...documents];
  const more = second === undefined ? [] : [{ offset: second.range[0], message: TWO_DOCUMENTS }];
  const noticed = (document?.errors ?? []).map(({ pos, message, code }) => ({ offset: pos[0], message, code }));
  const errors = [...explainSyntax(noticed, { text, tokens }), ...more];
  const root = errors.length > 0 ? undefined : (document?.contents ?? undefined);
  return { root, errors, warnings: errors.length > 0 ? [] : describe(document?.warnings ?? []), locate };
}

const TWO_DOCUMENTS = 'there is more than one YAML document in this file; saltern reads one';

/** Up to so many documents: of a thousand, two say all that there is to say. */
function takeDocuments(tokens: Iterable<CST.Token>, most: number): readonly CST.Token[] {
  const taken: CST.Token[] = [];
  let documents = 0;
  for (const token of tokens) {
    taken.push(token);
    if (token.type === 'document' && ++documents === most) break;
  }
  return taken;
}

function describe(errors: Document['warnings']): readonly SyntaxTrouble[] {
  return errors.map(({ pos, message }) => ({ offset: pos[0], message: firstLine(message) }));
}

/** The first of them, and how many more there are. */
export function tellSome(troubles: readonly SyntaxTrouble[]): readonly SyntaxTrouble[] {
  const next = troubles[MOST_TOLD];
  if (next === undefined) return troubles;
  const message = `${troubles.length - MOST_TOLD} more places of this file from here on are no YAML either`;
  return [...troubles.slice(0, MOST_TOLD), { offset: next.offset, message }];
}

/** Where a token goes too deep; without recursion, for that is what must not happen. */
function findTooDeep(top: CST.Token): number | undefined {
  const open: (readonly [CST.Token, number])[] = [[top, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, level] = next;
    if (level > MOST_LEVELS) return token.offset;
    for (const inner of listInner(token)) open.push([inner, level + 1]);
  }
  return undefined;
}

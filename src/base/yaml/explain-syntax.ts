import type { CST } from 'yaml';
import { firstLine } from '../text/first-line.ts';

/** What the parser's library says: its code, its sentence, and where it noticed. */
export interface NoticedError {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

export interface ExplainedError {
  readonly offset: number;
  readonly message: string;
}

interface Written {
  readonly text: string;
  readonly tokens: readonly CST.Token[];
}

/**
 * Syntax errors in our words, each where the mistake is, which is often before the place where the parser noticed it. What
 * follows from an earlier one is left out: one mistake, one sentence.
 */
export function explainSyntax(errors: readonly NoticedError[], written: Written): readonly ExplainedError[] {
  const told: ExplainedError[] = [];
  const lines = new Set<number>();
  for (const error of errors.toSorted((a, b) => a.offset - b.offset)) {
    const { isLost = false, ...explained } = explain(error, errors, written);
    const [noticed, line] = [lineOf(written.text, error.offset), lineOf(written.text, explained.offset)];
    if (!lines.has(line) && !lines.has(noticed)) told.push(explained);
    lines.add(line).add(noticed);
    // Where an end was not found, what comes after is taken for something else.
    if (isLost) break;
  }
  return told;
}

type Explained = ExplainedError & { readonly isLost?: boolean };

function explain(error: NoticedError, all: readonly NoticedError[], written: Written): Explained {
  const { code, message, offset } = error;
  const { text } = written;
  switch (code) {
    case 'TAB_AS_INDENT':
      return { offset, message: 'a tab stands in the indentation: use spaces' };
    case 'BAD_SCALAR_START':
      return explainStart(text, offset);
    case 'BAD_ALIAS':
      return { offset, message: needsQuotes(text[offset] ?? '*') };
    case 'BAD_DQ_ESCAPE': {
      const escape = text.slice(offset, offset + 2);
      return {
        offset,
        message: `'${escape}' means nothing within double quotes: write '\\${escape}', or use single quotes`,
      };
    }
    case 'BLOCK_IN_FLOW':
      return { offset, message: "a ',' is missing here, or a text with ': ' in it needs quotes", isLost: true };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainNested(error, all, text);
    case 'MULTILINE_IMPLICIT_KEY':
      return { offset, message: explainKey(wordAt(text, offset)) };
    case 'BAD_INDENT':
      return message.startsWith('Flow') ? explainFlow(offset, written) : { offset, message: FITS_NOTHING };
    case 'MISSING_CHAR':
      return explainMissing(error, written);
    case 'UNEXPECTED_TOKEN':
      return { ...explainUnexpected(error, text), isLost: true };
    default:
      return { offset, message: firstLine(message) };
  }
}

const FITS_NOTHING = 'this line is indented as no line above it that it could belong to';

function needsQuotes(start: string): string {
  return `a text that begins with '${start}' needs quotes`;
}

function explainStart(text: string, offset: number): Explained {
  const start = text[offset] ?? '';
  const isJinja = start === '%' && text[offset - 1] === '{';
  if (isJinja) return { offset: offset - 1, message: 'this is Jinja, which is not rendered here', isLost: true };
  return { offset, message: needsQuotes(start) };
}

/** `a: x: y`, or a line that is indented further than the value above it. */
function explainNested({ offset, message }: NoticedError, all: readonly NoticedError[], text: string): Explained {
  if (message.includes('sequence')) return { offset, message: FITS_NOTHING };
  const isNextLine = all.some((other) => other.code === 'MULTILINE_IMPLICIT_KEY' && other.offset === offset);
  if (!isNextLine) return { offset, message: "a text with ': ' in it needs quotes" };
  const next = /\n[ \t]*(?=\S)/.exec(text.slice(offset));
  const at = next === null ? offset : offset + next.index + next[0].length;
  return { offset: at, message: 'this line is indented further than the one above it, which has a value already' };
}

/** A line that ought to be a key. */
function explainKey(word: string): string {
  const [, key] = /^([\w.-]+):\S/.exec(word) ?? [];
  return key === undefined ? `'${word}' has no ':' after it` : `there is no space after '${key}:'`;
}

function explainMissing({ message, offset }: NoticedError, { text, tokens }: Written): Explained {
  if (message.includes('quote')) {
    const kinds = ['single-quoted-scalar', 'double-quoted-scalar'];
    const opened = findLast(tokens, (token) => kinds.includes(token.type) && token.offset < offset);
    const at = opened?.offset ?? offset;
    return { offset: at, message: `the quote ${text[at] ?? ''} that opens here is closed nowhere`, isLost: true };
  }
  // A line that begins with '%' is an order to YAML's reader, and such lines end with '---'.
  if (message.includes('directives-end')) {
    return { offset: Math.max(0, text.search(/^%/m)), message: needsQuotes('%'), isLost: true };
  }
  if (message.startsWith('Comments')) return { offset, message: "put a space before '#', or quotes around the text" };
  if (message.startsWith('Implicit')) return { offset, message: explainKey(wordAt(text, offset)) };
  return { offset, message: firstLine(message) };
}

/** A bracket that nothing closes, or whose content stands too far left. */
function explainFlow(offset: number, { text, tokens }: Written): Explained {
  const isOpen = (token: CST.Token): boolean =>
    token.type === 'flow-collection' &&
    token.start.offset < offset &&
    !token.end.some(({ type }) => type === 'flow-seq-end' || type === 'flow-map-end');
  const opened = findLast(tokens, isOpen);
  if (opened === undefined) {
    return { offset, message: 'within brackets, lines must be indented further than the key before them' };
  }
  const at = opened.type === 'flow-collection' ? opened.start.offset : opened.offset;
  const bracket = text[at] ?? '[';
  return { offset: at, message: `the '${bracket}' that opens here is closed nowhere`, isLost: true };
}

function explainUnexpected({ message, offset }: NoticedError, text: string): ExplainedError {
  const [here = '', before = ''] = [text[offset], text[offset - 1]];
  if (message.includes('flow-seq-end') || message.includes('flow-map-end')) {
    return { offset, message: `this '${here}' closes nothing` };
  }
  if (message.includes('on same line with key')) return { offset, message: "a list of '- …' begins on the next line" };
  if (/Not a YAML token|Block scalar header/.test(message)) {
    return { offset, message: "after '|' and '>' the text begins on the next line; else it needs quotes" };
  }
  if (here === '{' && before === '$') return { offset: offset - 1, message: "within braces, '${…}' needs quotes" };
  if (before === "'") return { offset, message: "the text ends at the quote before this: a ' in it is written ''" };
  if (before === '"') return { offset, message: 'the text ends at the quote before this: a " in it is written \\"' };
  const closing = text.slice(0, offset).trimEnd().at(-1) ?? '';
  if (closing === ']' || closing === '}') {
    return { offset, message: `nothing may follow the '${closing}': if it is text, it needs quotes` };
  }
  if (closing === "'" || closing === '"')
    return { offset, message: `nothing may follow the quote that closes the text` };
  return { offset, message: 'this does not belong here: a text that holds signs of YAML needs quotes' };
}

/** From an offset to the end of its line, without a comment; not too much of it. */
function wordAt(text: string, offset: number): string {
  const [line = ''] = text.slice(offset, offset + 200).split(/\r?\n|\s#/);
  return line.trim().slice(0, 40);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The last token of a kind in the order of the text; without recursion, for texts may nest. */
function findLast(tokens: readonly CST.Token[], isWanted: (token: CST.Token) => boolean): CST.Token | undefined {
  const open = [...tokens];
  let last: CST.Token | undefined;
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (isWanted(token) && (last === undefined || startOf(token) > startOf(last))) last = token;
    open.push(...listInner(token));
  }
  return last;
}

function startOf(token: CST.Token): number {
  return token.type === 'flow-collection' ? token.start.offset : token.offset;
}

/** The tokens within one. */
export function listInner(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((one) => one !== undefined && one !== null);
}

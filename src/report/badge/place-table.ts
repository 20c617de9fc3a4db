import type { Problem } from '../../base/place/place.ts';

/** The lines between which a README has its table. */
export const TABLE_MARKERS = ['<!-- saltern:badges -->', '<!-- /saltern:badges -->'] as const;

/** A file with its table: the bytes as they are to be, or what is wrong with its markers. */
export type PlacedTable =
  | { readonly kind: 'placed'; readonly bytes: Buffer }
  | { readonly kind: 'trouble'; readonly problems: readonly Omit<Problem, 'file'>[] };

/**
 * Puts the table between the two markers, which stand on lines of their own, in place of what is there; with the line ends
 * and the indentation of the first one. Every other byte stays as it is, whatever it is; what is shown as code is no
 * marker. Pure.
 */
export function placeTable(before: Buffer, table: readonly string[]): PlacedTable {
  // One character for each byte: nothing is decoded, so nothing can change.
  const lines = splitLines(before.toString('latin1'));
  const marks = findMarks(lines);
  const problems = findProblems(marks);
  const [begin, end] = marks;
  if (problems.length > 0 || begin === undefined || end === undefined) return { kind: 'trouble', problems };
  const first = lines[begin.index] ?? '';
  const ending = /\r?\n$/.exec(first)?.[0] ?? '\n';
  const indent = /^[\t ]*/.exec(first)?.[0] ?? '';
  const own = table.map((line) => `${indent}${Buffer.from(line).toString('latin1')}${ending}`);
  const text = [...lines.slice(0, begin.index + 1), ...own, ...lines.slice(end.index)].join('');
  return { kind: 'placed', bytes: Buffer.from(text, 'latin1') };
}

interface Mark {
  readonly kind: 'begin' | 'end';
  readonly index: number;
  /** Where it stands in its line, from 1. */
  readonly column: number;
  /** Whether its line has nothing else. */
  readonly isAlone: boolean;
}

const MARK = /<!--[\t ]*(\/?)saltern:badges[\t ]*-->/g;
/** Three bytes that a file in UTF-8 may begin with, and that nobody sees. */
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function findMarks(lines: readonly string[]): readonly Mark[] {
  let fence: string | undefined;
  return lines.flatMap((line, index) => {
    const shown = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      const isEnd = shown?.startsWith(fence) === true && /^ {0,3}(`+|~+)\s*$/.test(line);
      if (isEnd) fence = undefined;
      return [];
    }
    if (shown !== undefined) {
      fence = shown;
      return [];
    }
    return findInLine(index === 0 ? line.replace(BYTE_ORDER_MARK, '') : line, index);
  });
}

function findInLine(line: string, index: number): readonly Mark[] {
  // Code within a line is blanked, so that columns stay.
  const plain = line.replaceAll(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, (code) => ' '.repeat(code.length));
  return [...plain.matchAll(MARK)].map((found) => ({
    kind: found[1] === '/' ? 'end' : 'begin',
    index,
    column: found.index + 1,
    isAlone: line.trim() === found[0],
  }));
}

function findProblems(marks: readonly Mark[]): readonly Omit<Problem, 'file'>[] {
  const [begin, end] = TABLE_MARKERS;
  const at = ({ index, column }: Mark) => ({ line: index + 1, column });
  const begins = marks.filter(({ kind }) => kind === 'begin');
  const ends = marks.filter(({ kind }) => kind === 'end');
  if (marks.length === 0) return [{ line: 1, column: 1, message: `there is no line '${begin}'` }];
  const crowded = marks.filter(({ isAlone }) => !isAlone);
  const [first, last] = [begins[0], ends[0]];
  return [
    ...crowded.map((mark) => ({ ...at(mark), message: `'${wordOf(mark)}' must be alone on its line` })),
    ...[begins, ends].flatMap(([one, ...others]) =>
      others.map((mark) => ({
        ...at(mark),
        message: `'${wordOf(mark)}' is there twice: first in line ${(one?.index ?? 0) + 1}`,
      })),
    ),
    ...(first !== undefined && last === undefined ? [{ ...at(first), message: `no line '${end}' ends this` }] : []),
    ...(first === undefined && last !== undefined ? [{ ...at(last), message: `no line '${begin}' begins this` }] : []),
    ...(first !== undefined && last !== undefined && last.index < first.index
      ? [{ ...at(last), message: `'${end}' comes before '${begin}', line ${first.index + 1}` }]
      : []),
  ];
}

function wordOf({ kind }: Mark): string {
  return TABLE_MARKERS[kind === 'begin' ? 0 : 1];
}

import { cellWidth, takeCells } from '../../base/text/cell-width.ts';
import { lineWidth, span, type Line, type Span } from './line.ts';

/** A word or the space between two, in pieces of one tone each. */
interface Token {
  readonly isSpace: boolean;
  readonly pieces: readonly Span[];
  readonly width: number;
}

/** Columns that text keeps beside its indent, however narrow the screen is. */
const LEAST = 20;
/** Where a word that is wider than the line may be broken: after these, the first rather than the second. */
const SEAMS = [/[/\\]/, /[,;:=&?._-]/];

/**
 * The line in lines of at most `columns` cells, broken between words; what follows the first hangs below where its text
 * begins. A word that is wider than a line is broken too, in a path after a slash. A command goes on after ` \`, so that it
 * can be pasted. `below`: cells before what hangs. Default: as the line shows.
 */
export function wrapLine(line: Line, columns: number, below: number = hangOf(line)): readonly Line[] {
  if (lineWidth(line) <= columns) return [line];
  const hang = Math.max(0, Math.min(below, columns - LEAST));
  const lines: Span[][] = [[]];
  let used = 0;
  let gap: Token | undefined;
  const begin = (next: Token): void => {
    const isCommand = next.pieces[0]?.isCommand === true && lines.at(-1)?.at(-1)?.isCommand === true;
    if (isCommand) lines.at(-1)?.push(span(' \\', 'dim'));
    lines.push([span(' '.repeat(hang))]);
    [used, gap] = [hang, undefined];
  };
  for (const token of splitTokens(line)) {
    if (token.isSpace) {
      gap = used === 0 && token.width > columns - LEAST ? spaces(columns - LEAST) : token;
      continue;
    }
    const room = columns - (token.pieces[0]?.isCommand ? 2 : 0);
    const left = room - used - (gap?.width ?? 0);
    // A word that must be broken anyway begins here, if there is any room.
    if (token.width > left && used > hang && (token.width <= room - hang || left < LEAST)) begin(token);
    const first = columns - used - (gap?.width ?? 0);
    // Behind its indent the first line is all that there is: nothing begins anew.
    for (const part of breakToken(token, first, used > hang ? columns - hang : Math.min(first, columns - hang))) {
      if (used + (gap?.width ?? 0) + part.width > columns && used > hang) begin(part);
      lines.at(-1)?.push(...(gap?.pieces ?? []), ...part.pieces);
      used += (gap?.width ?? 0) + part.width;
      gap = undefined;
    }
  }
  return lines;
}

function spaces(width: number): Token {
  return { isSpace: true, pieces: [span(' '.repeat(width))], width };
}

/** Where text begins after the label of the line, `  state  ` or `    journal  `; else a little more than its indent. */
function hangOf(line: Line): number {
  const text = line.map((part) => part.text).join('');
  const label = /^ *\S+ {2,}(?=\S)/.exec(text)?.[0];
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  return label !== undefined && label.length - indent <= 12 ? cellWidth(label) : indent + 2;
}

function splitTokens(line: Line): readonly Token[] {
  const pieces = line.flatMap((part) => (part.text.match(/ +|[^ ]+/g) ?? []).map((text): Span => ({ ...part, text })));
  const tokens: { isSpace: boolean; pieces: Span[]; width: number }[] = [];
  for (const piece of pieces) {
    const isSpace = piece.text.startsWith(' ');
    const last = tokens.at(-1);
    if (last?.isSpace === isSpace) {
      last.pieces.push(piece);
      last.width += cellWidth(piece.text);
    } else tokens.push({ isSpace, pieces: [piece], width: cellWidth(piece.text) });
  }
  return tokens;
}

/** The word in parts that fit, the first into what is left of this line, where it has to be broken at all. */
function breakToken(token: Token, first: number, room: number): readonly Token[] {
  if (token.width <= Math.max(first, room)) return [token];
  const parts: Token[] = [];
  let left = first >= LEAST ? first : room;
  let pieces: Span[] = [];
  let width = 0;
  const end = (): void => {
    if (pieces.length > 0) parts.push({ isSpace: false, pieces, width });
    [pieces, width, left] = [[], 0, room];
  };
  for (const piece of token.pieces) {
    for (let rest = piece.text; rest !== '';) {
      const text = takePart(rest, left - width);
      if (text === '') {
        end();
        continue;
      }
      pieces.push({ ...piece, text });
      width += cellWidth(text);
      rest = rest.slice(text.length);
      if (rest !== '') end();
    }
  }
  end();
  return parts;
}

/** As much of a word as fits, up to a seam where there is one not too far back. */
function takePart(text: string, cells: number): string {
  const fits = takeCells(text, cells);
  if (fits === text) return text;
  // One sign that is wider than the line has to go somewhere.
  if (fits === '') return cells >= LEAST ? [...text].slice(0, 1).join('') : '';
  const signs = [...fits];
  const shorter = SEAMS.map((seam) => signs.slice(0, signs.findLastIndex((sign) => seam.test(sign)) + 1).join(''));
  return shorter.find((short) => cellWidth(short) * 2 > cells) ?? fits;
}

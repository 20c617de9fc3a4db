import { pathToFileURL } from 'node:url';
import type { ChalkInstance } from 'chalk';
import { cleanName } from '../../base/text/clean-text.ts';
import { cellWidth, takeCells } from '../../base/text/cell-width.ts';

/** What a piece of text means; colour only where it means something. */
export type Tone = 'plain' | 'strong' | 'dim' | 'pass' | 'fail' | 'error' | 'flaky' | 'active';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
  /** Part of a command that people paste. Default false. */
  readonly isCommand?: boolean;
  /** Absolute path of the file or folder that the text names, for terminals that make it a link. Default none. */
  readonly file?: string;
}

/** One line of the screen before colour: it can be measured, cut and compared. */
export type Line = readonly Span[];

/** A span; without a tone it is plain. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** A command to paste. */
export function commandSpan(text: string): Span {
  return { text, tone: 'plain', isCommand: true };
}

/** Cells that the line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, part) => sum + cellWidth(part.text), 0);
}

/** The line in at most `columns` cells, ending in `…` where it had to be cut. */
export function fitLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  let left = Math.max(0, columns - 1);
  const kept: Span[] = [];
  for (const part of line) {
    const text = takeCells(part.text, left);
    kept.push({ ...part, text });
    left -= cellWidth(text);
    if (text !== part.text) break;
  }
  return columns < 1 ? [] : [...kept, span('…', 'dim')];
}

/** The line with colour as `chalk` has it; trailing spaces dropped. `hasLinks`: files are links. Default false. */
export function paintLine(line: Line, chalk: ChalkInstance, hasLinks = false): string {
  return line
    .filter((part) => part.text !== '')
    .map((part) => (hasLinks && part.file !== undefined ? link(paint(part, chalk), part.file) : paint(part, chalk)))
    .join('')
    .trimEnd();
}

/** The line without colour. */
export function plainLine(line: Line): string {
  return line
    .map((part) => cleanName(part.text))
    .join('')
    .trimEnd();
}

/** https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda: a URL holds nothing that a terminal takes as an order. */
function link(painted: string, file: string): string {
  return `\u001b]8;;${pathToFileURL(file).href}\u001b\\${painted}\u001b]8;;\u001b\\`;
}

/** The one place where a span becomes what a terminal gets: whatever it holds, only our colours are orders. */
function paint(part: Span, chalk: ChalkInstance): string {
  const text = cleanName(part.text);
  const { tone } = part;
  switch (tone) {
    case 'plain':
      return text;
    case 'strong':
      return chalk.bold(text);
    case 'dim':
      return chalk.dim(text);
    case 'pass':
      return chalk.green(text);
    case 'fail':
      return chalk.red(text);
    case 'error':
      return chalk.yellow(text);
    case 'flaky':
      return chalk.magenta(text);
    case 'active':
      return chalk.cyan(text);
    default:
      return tone satisfies never;
  }
}

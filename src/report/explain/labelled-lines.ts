import { cleanLines } from '../../base/text/clean-text.ts';
import { span, type Line, type Span, type Tone } from '../text/line.ts';

/** Where a longer diff or comment is cut; the whole is in the log. */
const MAX_LINES = 200;
/** Characters of one line that are shown: its beginning and its end. */
const MAX_LINE = 4000;

/** `  state  ` and so on: labels share one column. */
export function labelled(label: string, tone: Tone, ...rest: readonly Span[]): Line {
  return [span('  '), span(label.padEnd(7), tone), ...rest];
}

/** A line below a labelled one; `text` is clean already. */
export function detail(text: string, tone: Tone = 'plain'): Line {
  return [span('    '), span(text, tone)];
}

/** Text of a guest below a labelled line, cleaned, and cut where it is very long. */
export function details(text: string, toTone: (line: string) => Tone = () => 'plain'): readonly Line[] {
  const lines = cleanLines(text);
  const shown = lines.slice(0, MAX_LINES).map((line) => detail(cutLine(line), toTone(line)));
  return lines.length <= MAX_LINES
    ? shown
    : [...shown, detail(`… ${lines.length - MAX_LINES} more lines in the log`, 'dim')];
}

function cutLine(line: string): string {
  if (line.length <= MAX_LINE) return line;
  const [first, last] = [line.slice(0, MAX_LINE / 2), line.slice(-MAX_LINE / 2)];
  return `${first} … ${Buffer.byteLength(line) - Buffer.byteLength(first) - Buffer.byteLength(last)} bytes cut … ${last}`.toWellFormed();
}

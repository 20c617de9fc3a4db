import { cleanLines } from '../../base/text/clean-text.ts';
import { span, type Line, type Span, type Tone } from '../text/line.ts';

/** `  state  ` and so on: labels share one column. */
export function labelled(label: string, tone: Tone, ...rest: readonly Span[]): Line {
  return [span('  '), span(label.padEnd(7), tone), ...rest];
}

/** What begins each line below a labelled one. */
const DETAIL = '    ';

/** A line below a labelled one; `text` is clean already. */
export function detail(text: string, tone: Tone = 'plain'): Line {
  return [span(DETAIL), span(text, tone)];
}

/** Whether `detail` made the line. */
export function isDetail(line: Line): boolean {
  return line[0]?.text === DETAIL;
}

/** Text of a guest below a labelled line, cleaned and whole: `shortenBlock` is for screens. */
export function details(text: string, toTone: (line: string) => Tone = () => 'plain'): readonly Line[] {
  return cleanLines(text).map((line) => detail(line, toTone(line)));
}

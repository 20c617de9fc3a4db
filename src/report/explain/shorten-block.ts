import { span, type Line, type Span } from '../text/line.ts';
import { count } from '../../base/text/count.ts';
import { detail, isDetail } from './labelled-lines.ts';

/** Lines below one that is labelled: a longer diff or comment is cut. */
const MOST_LINES = 200;
/** Characters of one line that are shown: its beginning and its end. */
const LONGEST = 4000;

/** Lines of failures as a screen shows them: what goes on for ever is cut, with a note; the whole is in the log. */
export function shortenBlock(lines: readonly Line[]): readonly Line[] {
  const shown: Line[] = [];
  let below = 0;
  const note = (): void => {
    if (below > MOST_LINES) shown.push(detail(`… ${count(below - MOST_LINES, 'more line')} in the log`, 'dim'));
  };
  for (const line of lines) {
    if (!isDetail(line)) note();
    below = isDetail(line) ? below + 1 : 0;
    if (below <= MOST_LINES) shown.push(line.map(cutMiddle));
  }
  note();
  return shown;
}

function cutMiddle(part: Span): Span {
  const { text } = part;
  if (text.length <= LONGEST) return part;
  const [first, last] = [text.slice(0, LONGEST / 2), text.slice(-LONGEST / 2)];
  const cut = Buffer.byteLength(text) - Buffer.byteLength(first) - Buffer.byteLength(last);
  return span(`${first} … ${cut} bytes cut … ${last}`.toWellFormed(), part.tone);
}

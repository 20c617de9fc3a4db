import stringWidth from 'string-width';

/**
 * Nearly all text that is measured: ASCII and the signs of our own screens, a cell each. It need not be split into segments,
 * for which `string-width` makes expressions that take longer than all else a short command draws.
 */
const PLAIN = /^[\x20-\x7e·–…→✓✗\u2800-\u28ff]*$/;

/** Terminal cells that `text` takes; it holds no control characters. */
export function cellWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The longest start of `text` that takes at most `cells`. */
export function takeCells(text: string, cells: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, cells));
  let taken = '';
  let width = 0;
  for (const { segment } of cutIntoCells(text)) {
    width += stringWidth(segment);
    if (width > cells) break;
    taken += segment;
  }
  return taken;
}

/** The first segmenter that is made takes ten milliseconds, and most commands need none. */
function cutIntoCells(text: string): Intl.Segments {
  return new Intl.Segmenter().segment(text);
}

/** `text` in at most `cells`, ending in `…` where it had to be cut. */
export function shortenEnd(text: string, cells: number): string {
  return cellWidth(text) <= cells ? text : `${takeCells(text, cells - 1).trimEnd()}…`;
}

/** `text` in at most `cells`, its middle left out when too long: what differs in names is mostly at their ends. */
export function shortenMiddle(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  if (cells < 3) return takeCells(text, cells);
  const tail = Math.floor((cells - 1) / 2);
  const reversed = [...cutIntoCells(text)].map((part) => part.segment).toReversed();
  let end = '';
  for (const grapheme of reversed) {
    if (cellWidth(grapheme + end) > tail) break;
    end = grapheme + end;
  }
  return `${takeCells(text, cells - 1 - cellWidth(end))}…${end}`;
}

/** `text` filled up with spaces to `cells`. */
export function padCells(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellWidth(text)));
}

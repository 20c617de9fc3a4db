const segmenter = new Intl.Segmenter();
const ASCII = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^[\p{Mark}\p{Format}]+$/u;
/** East Asian wide and full-width blocks, and what is drawn as a picture. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Terminal cells that `text` takes; it holds no control characters. */
export function cellWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...segmenter.segment(text)].reduce((sum, part) => sum + graphemeWidth(part.segment), 0);
}

/** The longest start of `text` that takes at most `cells`. */
export function takeCells(text: string, cells: number): string {
  if (ASCII.test(text)) return text.slice(0, Math.max(0, cells));
  let taken = '';
  let width = 0;
  for (const part of segmenter.segment(text)) {
    width += graphemeWidth(part.segment);
    if (width > cells) break;
    taken += part.segment;
  }
  return taken;
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
  const reversed = [...segmenter.segment(text)].map((part) => part.segment).toReversed();
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

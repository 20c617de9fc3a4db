/** A part of a text, its end not included. */
export type Span = readonly [from: number, to: number];

/** What stands where something was left out. */
const CUT = '…';
/** Beside a cut, so much of a secret is no accident. */
const LEAST_BESIDE_CUT = 4;
/** A text that somebody kept only the end of begins with no sign of that. */
const LEAST_AT_START = 8;

/**
 * Where pieces of secrets stand that were cut in two before anybody could hide them: in front of `…`, behind it, and at the
 * start of the text. `lines`: the lines of all secrets.
 */
export function cutSpans(text: string, lines: readonly string[]): readonly Span[] {
  const spans = lines.flatMap((line): readonly Span[] => {
    const length = endLengthAt(text, 0, { line, least: LEAST_AT_START });
    return length === 0 ? [] : [[0, length]];
  });
  for (let at = text.indexOf(CUT); at !== -1; at = text.indexOf(CUT, at + 1)) {
    for (const line of lines) {
      const before = beginningLengthBefore(text, at, line);
      const after = endLengthAt(text, at + CUT.length, { line, least: LEAST_BESIDE_CUT });
      if (before > 0) spans.push([at - before, at]);
      if (after > 0) spans.push([at + CUT.length, at + CUT.length + after]);
    }
  }
  return spans;
}

/** How long the beginning of the line is that ends at `end`. */
function beginningLengthBefore(text: string, end: number, line: string): number {
  const last = text.slice(Math.max(0, end - LEAST_BESIDE_CUT), end);
  if (last.length < LEAST_BESIDE_CUT) return 0;
  for (let at = line.lastIndexOf(last); at !== -1; at = at === 0 ? -1 : line.lastIndexOf(last, at - 1)) {
    const length = at + LEAST_BESIDE_CUT;
    if (length <= end && text.startsWith(line.slice(0, length), end - length)) return length;
  }
  return 0;
}

/** How long the end of the line is that begins at `start`. */
function endLengthAt(
  text: string,
  start: number,
  { line, least }: { readonly line: string; readonly least: number },
): number {
  const first = text.slice(start, start + least);
  if (first.length < least) return 0;
  for (let at = line.indexOf(first, 1); at !== -1; at = line.indexOf(first, at + 1)) {
    if (text.startsWith(line.slice(at), start)) return line.length - at;
  }
  return 0;
}

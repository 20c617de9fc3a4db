/** Shortest word that says something about a line. */
const SHORTEST_WORD = 3;

/**
 * The number of the line that nearly has the text: but for blanks, quotes and capitals, else the first that has the
 * longest word of it. Undefined: none comes near.
 */
export function findNearest(text: string, lines: readonly string[]): number | undefined {
  const wanted = squeeze(text);
  const nearly = wanted === '' ? -1 : lines.findIndex((line) => squeeze(line).includes(wanted));
  if (nearly >= 0) return nearly;
  const words = (text.match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => word.length >= SHORTEST_WORD);
  const [longest] = words.toSorted((a, b) => b.length - a.length);
  const close = longest === undefined ? -1 : lines.findIndex((line) => line.includes(longest));
  return close >= 0 ? close : undefined;
}

function squeeze(text: string): string {
  return text.replace(/[\s'"\\^$]+/g, '').toLowerCase();
}

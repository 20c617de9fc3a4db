/** Longest line kept, in characters. */
const LONGEST_LINE = 400;

/** The last lines of a text, each after the label; says how many were left out. Empty text gives none. */
export function lastLines(text: string, most: number, label = ''): readonly string[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  if (lines.length === 1 && lines[0] === '') return [];
  const left = lines.length - most;
  const kept = lines
    .slice(-most)
    .map((line) => label + (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  return left > 0 ? [`${label}… ${left} lines before`, ...kept] : kept;
}

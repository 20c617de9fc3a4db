import { translateGoRegexp } from './translate-go-regexp.ts';

/** One entry of a pattern list: `foo`, `!foo`, `/re/`, `!/re/i`, `\!foo`. */
export interface Pattern {
  readonly written: string;
  /** No line may match. */
  readonly isInverse: boolean;
  matches(line: string): boolean;
}

/** Reads one entry. Flags after the closing slash (`i m s`) came with goss 0.4.11. Gives the problem of a bad regexp. */
export function parsePattern(written: string): Pattern | { readonly problem: string } {
  const isInverse = written.startsWith('!');
  const regexp = /^!?\/([\s\S]*)\/([ims]*)$/.exec(written);
  if (!regexp) {
    const text = written.replace(/^[\\/!]+/, '');
    return { written, isInverse, matches: (line) => line.includes(text) };
  }
  const translated = translateGoRegexp(regexp[1] ?? '', regexp[2]);
  if ('problem' in translated) return translated;
  return { written, isInverse, matches: (line) => translated.regexp.test(line) };
}

/** A pattern that does not hold; `line` (1-based) is the one that an inverse pattern found. */
export interface UnmetPattern {
  readonly pattern: Pattern;
  readonly line: { readonly number: number; readonly text: string } | undefined;
}

/** Those of the patterns that do not hold over the lines of the text; as in goss a last empty line is no line. */
export function findUnmetPatterns(patterns: readonly Pattern[], text: string): readonly UnmetPattern[] {
  const lines = splitLines(text);
  return patterns.flatMap((pattern): readonly UnmetPattern[] => {
    const at = lines.findIndex((line) => pattern.matches(line));
    const line = at < 0 ? undefined : { number: at + 1, text: lines[at] ?? '' };
    const isMet = pattern.isInverse ? !line : line !== undefined || pattern.written === '';
    return isMet ? [] : [{ pattern, line }];
  });
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

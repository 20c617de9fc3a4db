import { checkGoRegexp, compileGoRegexp } from './go-regexp.ts';

/** One entry of a pattern list: `foo`, `!foo`, `/re/`, `!/re/i`, `\!foo`. */
export interface Pattern {
  readonly written: string;
  /** No line may match. */
  readonly isInverse: boolean;
  matches(line: string): boolean;
}

/** Reads one entry. Gives the problem of a bad regexp. */
export function parsePattern(written: string): Pattern | { readonly problem: string } {
  const isInverse = written.startsWith('!');
  const regexp = findRegexp(written);
  if (!regexp) {
    const text = written.replace(/^[\\/!]+/, '');
    return { written, isInverse, matches: (line) => line.includes(text) };
  }
  const compiled = compileGoRegexp(regexp.source, regexp.flags);
  return 'problem' in compiled ? compiled : { written, isInverse, matches: (line) => compiled.matches(line) };
}

/** What is wrong with an entry, or nothing. */
export function checkPattern(written: string): string | undefined {
  const regexp = findRegexp(written);
  return regexp && checkGoRegexp(regexp.source, regexp.flags);
}

/** Flags after the closing slash (`i m s`) came with goss 0.4.11. */
function findRegexp(written: string): { readonly source: string; readonly flags: string } | undefined {
  const found = /^!?\/([\s\S]*)\/([ims]*)$/.exec(written);
  return found ? { source: found[1] ?? '', flags: found[2] ?? '' } : undefined;
}

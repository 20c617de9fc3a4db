import type { Json } from '../../../base/json/json.ts';
import { toText } from './convert.ts';
import { findNearest } from './find-nearest.ts';
import { parsePattern, type Pattern } from './patterns.ts';
import { impossible, type Matcher } from './verdict.ts';

/** Each pattern over the lines of the value's text; as in goss, an empty last line does not count. */
export function matchPatterns(written: readonly Json[]): Matcher {
  const parsed = written.map((one) => parsePattern(toText(one)));
  const [refused] = parsed.filter((one) => 'problem' in one);
  if (refused) return () => impossible(refused.problem);
  const patterns = parsed.filter((one): one is Pattern => !('problem' in one));
  return (actual) => {
    const lines = splitLines(toText(actual));
    const why = patterns.flatMap((pattern) => whyUnmet(pattern, lines));
    return why.length === 0 ? { kind: 'match' } : { kind: 'no-match', why: why.join(', ') };
  };
}

/** Empty when the pattern holds. */
function whyUnmet(pattern: Pattern, lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => pattern.matches(line));
  const sought = JSON.stringify(pattern.written.replace(/^!/, ''));
  if (!pattern.isInverse)
    return at >= 0 || pattern.written === '' ? [] : [`no line has ${sought}${nearest(pattern, lines)}`];
  return at < 0 ? [] : [`line ${at + 1} ${JSON.stringify((lines[at] ?? '').slice(0, 200))} has ${sought}`];
}

/** Quoted, so that a tab where a blank was meant is seen. */
function nearest({ written }: Pattern, lines: readonly string[]): string {
  const at = findNearest(written.replace(/^\//, '').replace(/\/[ims]*$/, ''), lines);
  return at === undefined ? '' : `; the nearest is line ${at + 1}, ${JSON.stringify((lines[at] ?? '').slice(0, 200))}`;
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

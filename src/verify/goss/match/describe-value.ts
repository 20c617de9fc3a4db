import type { Json } from '../../../base/json/json.ts';
import { isList, isMap } from './convert.ts';
import { isMatcherName } from './match-value.ts';

/** An expectation in a sentence: `true`, `"0644"`, `gt 5`, `not have-prefix "x"`. */
export function describeExpected(expected: Json): string {
  if (isList(expected)) return `[${expected.map((one) => describeExpected(one)).join(', ')}]`;
  if (!isMap(expected)) return JSON.stringify(expected);
  const [entry] = Object.entries(expected);
  return entry && isMatcherName(entry[0]) ? `${entry[0]} ${describeExpected(entry[1])}` : JSON.stringify(expected);
}

/** Cut to `most` characters, saying how much there was. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}

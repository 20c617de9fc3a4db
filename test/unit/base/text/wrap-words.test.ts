import { expect, it } from 'vitest';
import { wrapWords } from '../../../../src/base/text/wrap-words.ts';

it.each<[what: string, text: string, lines: readonly string[]]>([
  ['what fits stays', 'one two', ['one two']],
  ['words are kept whole', 'one two three four', ['one two', '  three', '  four']],
  ['spaces before and between words stay', '  a  b', ['  a  b']],
  ['a word that is too long has a line of its own', 'a /very/long/path b', ['a', '  /very/long/path', '  b']],
  ['wide signs count twice', '日本 日本 日', ['日本', '  日本', '  日']],
  ['nothing is one empty line', '', ['']],
])('%s', (_, text, lines) => {
  expect(wrapWords(text, 8, 2)).toEqual(lines);
});

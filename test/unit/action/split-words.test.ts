import { expect, it } from 'vitest';
import { splitWords } from '../../../action/split-words.ts';

it.each<[string, readonly string[]]>([
  ['', []],
  ['  ops-ssh   ops-time\n--fail-fast ', ['ops-ssh', 'ops-time', '--fail-fast']],
  [`'ops ssh' "ops time"`, ['ops ssh', 'ops time']],
  [`a'b'"c"d`, ['abcd']],
  [`'' ""`, ['', '']],
  [String.raw`a\ b "\"" '\' "\n"`, ['a b', '"', '\\', String.raw`\n`]],
  ['one\\\ntwo', ['onetwo']],
  ['end\\', ['end\\']],
])('splits %j as a shell would', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

it.each(['$HOME', '$(touch pwned)', '`touch pwned`', '*', 'a;touch', '>pwned', '&&', '~', '#', '{a,b}'])(
  'leaves %j as it stands',
  (text) => {
    expect(splitWords(text)).toEqual(text.split(' '));
  },
);

it.each([`"ops`, `it's`])('refuses %j, where a quote is not closed', (text) => {
  expect(() => splitWords(text)).toThrow('is not closed');
});

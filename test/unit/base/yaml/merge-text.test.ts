import { expect, it } from 'vitest';
import { mergeText } from '../../../../src/base/yaml/merge-text.ts';
import { readYaml } from '../../../../src/base/yaml/read-yaml.ts';
import type { WrittenNode } from '../../../../src/base/yaml/flow-text.ts';

/** What stands under `data` in a file. */
function written(text: string): WrittenNode {
  const file = readYaml({ path: '/p/x.yml', cwd: '/p', text });
  const node = file.valueNode(['data']);
  if (node === undefined) throw new Error(`no data in ${text}: ${JSON.stringify(file.problems)}`);
  return { file, node };
}

const textOf = (...texts: string[]) => mergeText(texts.map(written), ({ text }) => text);

it.each([
  ['a block', 'data:\n    a: 0644 # why\n    b:\n    - x\nmore: 1\n', '    a: 0644 # why\n    b:\n    - x\n'],
  ['a flow', 'data: { 80: a,\n  b: [1_0] }\nmore: 1\n', '{ 80: a,\n  b: [1_0] }'],
  ['a block of text that keeps its end', 'data:\n  a: |+\n    x\n\n\nmore: 1\n', '  a: |+\n    x\n\n\n'],
  ['a last line without an end', 'data:\n  a: |\n    x', '  a: |\n    x'],
  ['a tagged, anchored first key', 'data:\n  !!str &k 80: *k\n', '  !!str &k 80: *k\n'],
  ['a map that begins on the line of its key', '? data\n: a: 1\n  b: 2\n', '  a: 1\n  b: 2\n'],
  ['Windows line ends', 'data:\r\n  a: 1\r\n  b: 2\r\n', '  a: 1\r\n  b: 2\r\n'],
])('%s stays as it is written', (_, text, expected) => {
  expect(textOf(text)).toBe(expected);
});

it.each([
  ['a scalar', 'x-a: &a 0644\ndata: { b: *a }\n', '{ b: 0644 }'],
  [
    'a map',
    "x-a: &a\n  80: '80'\n  l: [~, on]\ndata:\n  b: *a\n  c: 1\n",
    '  b: {? 80 : "80", ? l : [~, on]}\n  c: 1\n',
  ],
  ['a merge', 'x-a: &a { b: 1.0 }\ndata:\n  <<: *a\n  c: 1\n', '  <<: {? b : 1.0}\n  c: 1\n'],
  ['a list of merges', 'x-a: &a { b: 1 }\ndata:\n  <<: [*a, { c: 2 }]\n', '  <<: [{? b : 1}, { c: 2 }]\n'],
  ['an alias within an alias', 'x-a: &a 12:30\nx-b: &b [*a]\ndata: { c: *b }\n', '{ c: [12:30] }'],
  ['the whole', 'x-a: &a\n  b: 0644\ndata: *a\n', '  b: 0644\n'],
  ['a tag', 'x-a: &a !!binary |\n  aGk=\ndata: { b: *a }\n', '{ b: !<tag:yaml.org,2002:binary> "aGk=\\n" }'],
  ['nothing', 'x-a: &a\ndata: { b: *a }\n', '{ b: ~ }'],
])('an alias to %s outside becomes what it stands for', (_, text, expected) => {
  expect(textOf(text)).toBe(expected);
});

it('an alias whose anchor lies inside stays', () => {
  const text = 'x: &a 1\ndata:\n  b: &a { c: 2 }\n  d: *a\n';

  expect(textOf(text)).toBe('  b: &a { c: 2 }\n  d: *a\n');
});

it('maps of several files are merged, and of anything else the last counts', () => {
  const below = 'data:\n  a: { 80: x, l: [1, 2] }\n  b: 0644\n  c: { d: 1 }\n';
  const above = "data:\n  a: { 80: 1.0, 'l': [3] }\n  c: text\n  e:\n";

  expect(textOf(below, above)).toBe('{? a : {? 80 : 1.0, ? l : [3]}, ? b : 0644, ? c : text, ? e : ~}');
});

it('what `<<` brings is merged too, below what the map says itself', () => {
  const below = 'x: &x { a: 1, b: 2 }\ndata: { <<: *x, b: 3 }\n';

  expect(textOf(below, 'data: { c: 4 }\n')).toBe('{? a : 1, ? b : 3, ? c : 4}');
});

it('aliases that unfold without end come to an end', () => {
  const text = `x: &x0 [1, 1]\n${doubles(40)}data: { a: *x40 }\n`;

  expect(textOf(text, 'data: { b: 1 }\n').length).toBeLessThan(2_000_000);
  expect(textOf(text).length).toBeLessThan(2_000_000);
});

function doubles(count: number): string {
  return Array.from({ length: count }, (_, at) => `y${at}: &x${at + 1} [*x${at}, *x${at}]\n`).join('');
}

import { expect, it } from 'vitest';
import { renderProblems } from '../../../src/cli/render-problems.ts';

const at = (column: number, excerpt?: string) => ({
  file: 'saltern.yml',
  line: 2,
  column,
  message: 'no',
  ...(excerpt === undefined ? {} : { excerpt }),
});

it('shows the line below the problem, with a caret at the place', () => {
  expect(renderProblems([at(14, '  platforms: [a,')])).toEqual([
    'saltern.yml:2:14  no',
    '      platforms: [a,',
    '                 ^',
  ]);
});

it('shows nothing below a problem without a line', () => {
  expect(renderProblems([at(3)])).toEqual(['saltern.yml:2:3  no']);
});

it.each([
  ['wide characters', 3, '日本x', ['    日本x', '        ^']],
  ['a tab, which is shown as a sign', 1, '\ta: 1', ['    ␉a: 1', '    ^']],
  ['the end of the line', 3, 'a:', ['    a:', '      ^']],
])('the caret stands right below %s', (_title, column, line, shown) => {
  expect(renderProblems([at(column, line)]).slice(1)).toEqual(shown);
});

it('cuts a long line around the place, and gives a terminal no orders', () => {
  const [, line = '', caret = ''] = renderProblems([at(501, `${'x'.repeat(500)}[${'y'.repeat(500)}\u001b[31m`)]);

  expect(line.length).toBeLessThan(120);
  expect(line[caret.indexOf('^')]).toBe('[');
  expect(renderProblems([at(1, '\u001b[31mred')]).join('')).not.toContain('\u001b');
});

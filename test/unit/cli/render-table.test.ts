import { expect, it } from 'vitest';
import { renderTable } from '../../../src/cli/render-table.ts';

it('aligns columns two spaces apart, and leaves no space at the end of a line', () => {
  expect(
    renderTable(
      ['NAME', 'STATE'],
      [
        ['a', 'created'],
        ['much-longer', ''],
      ],
    ),
  ).toEqual(['NAME         STATE', 'a            created', 'much-longer']);
});

it('leaves out a column in which nothing stands', () => {
  expect(renderTable(['NAME', 'SNAPSHOT', 'STATE'], [['a', '', 'b']])).toEqual(['NAME  STATE', 'a     b']);
});

import { expect, it } from 'vitest';
import type { Row } from '../../bench/measure.ts';
import { renderRows } from '../../bench/render-rows.ts';

const row: Row = {
  name: 'help',
  floor_s: 0.03,
  saltern_s: 0.06,
  ratio: 2,
  ratio_low: 1.9,
  ratio_high: 2.14,
  runs: 15,
  busy_runs: 0,
  load: 0.02,
};

it('shows the ratio with its least and greatest, and how busy the machine was', () => {
  const text = renderRows([row]);

  expect(text.split('\n').at(-1)).toBe(
    '| help | 30 ms | 60 ms | 2.00 | 1.90–2.14 | 15 | 2 % | saltern --help; floor: node --eval 0 |',
  );
});

it.each([
  [0.00014, '0.14 ms'],
  [0.0059, '5.9 ms'],
  [0.0995, '100 ms'],
  [0.1, '0.10 s'],
  [12.345, '12.35 s'],
])('shows %d seconds as %s', (seconds, text) => {
  expect(renderRows([{ ...row, saltern_s: seconds }])).toContain(`| ${text} |`);
});

it('warns of the rows that were measured on a busy machine, and of no others', () => {
  const text = renderRows([row, { ...row, name: 'full-test', busy_runs: 3, load: 0.81 }]);

  expect(text).toContain('| 81 % ! |');
  expect(text).toMatch(/\n\n! The machine was busy with something else: full-test \(3 of 15 rounds\)\. Do not trust/);
});

import { expect, it } from 'vitest';
import { headline } from '../../../../src/report/text/headline.ts';

const MORE = 'more '.repeat(40).trim();

it.each([
  ['one line', 'one line'],
  ['the first\nand more', 'the first (+ 1 line)'],
  ['it failed:\n  this\nand more', 'it failed: this (+ 1 line)'],
  [`the first\n\n${MORE}\nand more`, 'the first (+ 2 lines)'],
  [`the first\n${MORE}`, 'the first (+ 1 line)'],
  [
    `Rendering SLS 'base:x' failed: Traceback (most recent call last):\n  File "a.py", line 1, in f\n    ${MORE}\nValueError: no`,
    "Rendering SLS 'base:x' failed: ValueError: no (+ 2 lines)",
  ],
  [`Traceback (most recent call last):\n  ${MORE}\nKeyError: 1`, 'KeyError: 1 (+ 1 line)'],
  ['', ''],
])('of %j the line of an event says %j', (text, said) => {
  expect(headline(text)).toBe(said);
});

it('is cut where its first line is too long for one', () => {
  const said = headline('x'.repeat(900));

  expect(said).toBe(`${'x'.repeat(160)}… (+ 740 characters)`);
});

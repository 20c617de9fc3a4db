import { expect, it } from 'vitest';
import { cutLine } from '../../../../src/report/text/cut-line.ts';
import { commandSpan, plainLine, span, type Line } from '../../../../src/report/text/line.ts';

const LONG = 'x'.repeat(300);

it.each<[string, Line, string]>([
  ['what fits', [span('  state  '), span('short')], '  state  short'],
  ['a long message', [span('    '), span(LONG)], `    ${'x'.repeat(96)}… (+ 204 characters)`],
  [
    'a long name, and keeps what is said of it',
    [span('  check  '), span(LONG), span('   got 3'), span('   a.yml:1')],
    `  check  ${'x'.repeat(73)}… (+ 227 characters)   got 3   a.yml:1`,
  ],
  [
    'many pieces that are long',
    Array.from({ length: 5 }, () => span('y'.repeat(50))),
    `${'y'.repeat(40)}… (+ 10 characters)${'y'.repeat(41)}… (+ 159 characters)`,
  ],
  ['no command that is to be pasted', [span('  again  '), commandSpan(`saltern ${LONG}`)], `  again  saltern ${LONG}`],
  ['no file that is to be opened', [{ ...span(LONG), file: '/x' }], LONG],
])('in a pipe is cut: %s', (_, line, text) => {
  expect(plainLine(cutLine(line, 100))).toBe(text);
});

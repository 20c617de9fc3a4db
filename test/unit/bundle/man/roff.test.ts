import { expect, it } from 'vitest';
import { escapeRoff, example, item, paragraph } from '../../../bundle/man/roff.ts';

it.each([
  ['a sign that begins a request', '.so /etc/passwd', '\\&.so /etc/passwd'],
  ['an apostrophe, which does so too', "'tis", '\\(aqtis'],
  ['a backslash', 'a\\fBb', 'a\\efBb'],
  ['a hyphen, so that an option can be copied', '--json', '\\-\\-json'],
  ['what is no ASCII', 'a … b', 'a \\[u2026] b'],
  ['what is beyond the first plane', '😀', '\\[u1F600]'],
])('%s means itself', (_what, text, roff) => {
  expect(escapeRoff(text)).toBe(roff);
});

it('a quotation mark does not end the term that it stands in', () => {
  expect(item('--a "b"', 'c')).toBe('.TP\n.B "\\-\\-a \\(dqb\\(dq"\nc');
});

it('a term without a text still has its paragraph', () => {
  expect(item('shell', '')).toBe('.TP\n.B "shell"\n\\&');
});

it('what is written over several lines is filled anew', () => {
  expect(paragraph('a\n  .b')).toBe('.PP\na .b');
});

it('a command line is left as it is', () => {
  expect(example("saltern list 'ops-*'")).toContain('\n$ saltern list \\(aqops\\-*\\(aq\n');
});

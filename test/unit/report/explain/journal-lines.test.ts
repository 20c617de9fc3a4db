import { expect, it } from 'vitest';
import { foldJournals } from '../../../../src/report/explain/journal-lines.ts';
import { plainLine, span } from '../../../../src/report/text/line.ts';

const fold = (texts: readonly string[]) =>
  foldJournals(texts.map((text) => [span(text)])).map((line) => plainLine(line));

it('a journal that was told is only mentioned the second time', () => {
  const journal = ['    journal  a[1]: no', '    journal  systemd[1]: a failed'];

  expect(fold(['  state  a', ...journal, '  check  a', ...journal])).toEqual([
    '  state  a',
    ...journal,
    '  check  a',
    '    journal  as above',
  ]);
});

it('another journal is told, and so is a single line', () => {
  const lines = [
    '    journal  a: 1',
    '    journal  a: 2',
    '  check  b',
    '    journal  a: 1',
    '  check  c',
    '    journal  a: 1',
  ];

  expect(fold(lines)).toEqual(lines);
});

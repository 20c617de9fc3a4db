import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { cellWidth } from '../../../../src/base/text/cell-width.ts';
import { commandSpan, plainLine, span, type Line } from '../../../../src/report/text/line.ts';
import { wrapLine } from '../../../../src/report/text/wrap-line.ts';

function wrap(line: Line | string, columns: number): readonly string[] {
  return wrapLine(typeof line === 'string' ? [span(line)] : line, columns).map(plainLine);
}

it.each([
  ['what fits stays', '  state  a  b', 40, ['  state  a  b']],
  [
    'what is below a label hangs below its text',
    '  check  service sshd   running: expected true, got false   suites/ops-ssh.yml:12',
    40,
    ['  check  service sshd   running:', '         expected true, got false', '         suites/ops-ssh.yml:12'],
  ],
  [
    'what has only an indent hangs a little below it',
    '    Source file salt://ops-ssh/files/sshd_config.jinja not found in saltenv base',
    50,
    ['    Source file', '      salt://ops-ssh/files/sshd_config.jinja not', '      found in saltenv base'],
  ],
  [
    'a path that is wider than the line is broken after a slash',
    '    File "/usr/lib/python3.12/site-packages/salt/utils/templates.py", line 12',
    40,
    ['    File "/usr/lib/python3.12/', '      site-packages/salt/utils/', '      templates.py", line 12'],
  ],
  [
    'a word without a seam is broken where the line ends',
    `    ${'x'.repeat(70)}`,
    40,
    [`    ${'x'.repeat(36)}`, `      ${'x'.repeat(34)}`],
  ],
  [
    'signs that are two cells wide count as two',
    '    日本語の長い説明文がここに続きます 日本語の長い説明文がここに続きます',
    42,
    ['    日本語の長い説明文がここに続きます', '      日本語の長い説明文がここに続きます'],
  ],
  ['nothing but spaces is one line', ' '.repeat(90), 40, ['']],
])('%s', (_, line, columns, lines) => {
  expect(wrap(line, columns)).toEqual(lines);
});

it('a command goes on so that it can be pasted', () => {
  const line = [
    span('  again  '),
    commandSpan('saltern test ops-ssh-default-centos-stream-8 --snapshot 20261122T013000'),
  ];

  expect(wrap(line, 60)).toEqual([
    '  again  saltern test ops-ssh-default-centos-stream-8 \\',
    '         --snapshot 20261122T013000',
  ]);
});

it('each part keeps its tone', () => {
  const lines = wrapLine([span('    '), span('one two three', 'fail'), span(' four five six seven', 'dim')], 24);

  expect(
    lines.map((line) => line.filter(({ text }) => text.trim() !== '').map(({ text, tone }) => [text, tone])),
  ).toEqual([
    [
      ['one', 'fail'],
      ['two', 'fail'],
      ['three', 'fail'],
      ['four', 'dim'],
    ],
    [
      ['five', 'dim'],
      ['six', 'dim'],
      ['seven', 'dim'],
    ],
  ]);
});

it('no line is too wide, and nothing but spaces is lost, whatever it holds', () => {
  const word = oneof(
    string({ unit: 'grapheme', maxLength: 60 }),
    constantFrom('  ', ' ', '日本語', '/usr/lib/x', 'e\u0301'),
  );
  const text = array(word, { maxLength: 12 }).map((words) => words.join(' '));

  assert(
    property(array(text, { minLength: 1, maxLength: 4 }), integer({ min: 24, max: 90 }), (parts, columns) => {
      const line = parts.map((part) => span(part.replaceAll(/\p{Cc}/gu, '')));

      const lines = wrapLine(line, columns);

      const bare = (all: readonly Line[]) =>
        all
          .flat()
          .map((part) => part.text)
          .join('')
          .replaceAll(' ', '');
      expect(bare(lines)).toBe(bare([line]));
      for (const one of lines) expect(cellWidth(plainLine(one))).toBeLessThanOrEqual(columns);
    }),
  );
});

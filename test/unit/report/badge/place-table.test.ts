import { describe, expect, it } from 'vitest';
import { placeTable } from '../../../../src/report/badge/place-table.ts';

const BEGIN = '<!-- saltern:badges -->';
const END = '<!-- /saltern:badges -->';
const TABLE = ['| Formula |', '| --- |', '| naïve ✓ |'];

function place(before: string | Buffer): string {
  const placed = placeTable(Buffer.from(before), TABLE);
  return placed.kind === 'placed' ? placed.bytes.toString() : 'trouble';
}

function troubles(before: string): readonly string[] {
  const placed = placeTable(Buffer.from(before), TABLE);
  return placed.kind === 'placed'
    ? []
    : placed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('the table of a README', () => {
  it('replaces what stands between its markers', () => {
    expect(place(`# Fleet\n\n${BEGIN}\nold\nolder\n${END}\n\nmore\n`)).toBe(
      `# Fleet\n\n${BEGIN}\n${TABLE.join('\n')}\n${END}\n\nmore\n`,
    );
  });

  it('placed twice is placed once', () => {
    const once = place(`a\n${BEGIN}\n${END}\nb`);

    expect(place(once)).toBe(once);
  });

  it.each([
    [
      'carriage returns',
      `a\r\n${BEGIN}\r\n${END}\r\nb\r\n`,
      `a\r\n${BEGIN}\r\n${TABLE.join('\r\n')}\r\n${END}\r\nb\r\n`,
    ],
    ['carriage returns elsewhere only', `a\r\n${BEGIN}\n${END}\r\n`, `a\r\n${BEGIN}\n${TABLE.join('\n')}\n${END}\r\n`],
    ['no newline at the end', `${BEGIN}\n${END}`, `${BEGIN}\n${TABLE.join('\n')}\n${END}`],
    ['a byte order mark', `\ufeff${BEGIN}\n${END}\n`, `\ufeff${BEGIN}\n${TABLE.join('\n')}\n${END}\n`],
    [
      'an indented marker',
      `  ${BEGIN}\n  ${END}\n`,
      `  ${BEGIN}\n${TABLE.map((line) => `  ${line}`).join('\n')}\n  ${END}\n`,
    ],
    [
      'other spaces in a marker',
      `<!--saltern:badges-->\n<!--  /saltern:badges  -->\n`,
      `<!--saltern:badges-->\n${TABLE.join('\n')}\n<!--  /saltern:badges  -->\n`,
    ],
  ])('leaves a file with %s as it is around it', (_, before, after) => {
    expect(place(before)).toBe(after);
  });

  it('leaves bytes as they are that are no UTF-8', () => {
    const odd = Buffer.from([0xff, 0x00, 0xe9, 0xa0, 0x0a]);

    const placed = placeTable(Buffer.concat([odd, Buffer.from(`${BEGIN}\nx\n${END}\n`), odd]), TABLE);

    expect(placed).toEqual({
      kind: 'placed',
      bytes: Buffer.concat([odd, Buffer.from(`${BEGIN}\n${TABLE.join('\n')}\n${END}\n`), odd]),
    });
  });

  it.each([
    ['a fenced block', `\`\`\`html\n${BEGIN}\n${END}\n\`\`\`\n`],
    ['a fenced block with tildes and a shorter fence in it', `~~~~\n~~~\n${BEGIN}\n~~~~\n`],
    ['code within a line', `Write \`${BEGIN}\` and \`\`${END}\`\`.\n`],
  ])('does not take a marker for one that is shown in %s', (_, shown) => {
    expect(place(`${shown}${BEGIN}\n${END}\n`)).toBe(`${shown}${BEGIN}\n${TABLE.join('\n')}\n${END}\n`);
  });

  it.each([
    ['no marker', '# Fleet\n', [`1:1 there is no line '${BEGIN}'`]],
    ['nothing at all', '', [`1:1 there is no line '${BEGIN}'`]],
    ['no end', `a\n${BEGIN}\n`, [`2:1 no line '${END}' ends this`]],
    ['no beginning', `a\n\n  ${END}\n`, [`3:3 no line '${BEGIN}' begins this`]],
    ['the end before the beginning', `${END}\n${BEGIN}\n`, [`1:1 '${END}' comes before '${BEGIN}', line 2`]],
    [
      'both twice',
      `${BEGIN}\n${END}\n${BEGIN}\n${END}\n`,
      [`3:1 '${BEGIN}' is there twice: first in line 1`, `4:1 '${END}' is there twice: first in line 2`],
    ],
    ['text beside a marker', `see ${BEGIN}\n${END}\n`, [`1:5 '${BEGIN}' must be alone on its line`]],
    [
      'both on one line',
      `${BEGIN}${END}\n`,
      [`1:1 '${BEGIN}' must be alone on its line`, `1:24 '${END}' must be alone on its line`],
    ],
  ])('explains a file with %s, each place with its line', (_, before, expected) => {
    expect(troubles(before)).toEqual(expected);
  });
});

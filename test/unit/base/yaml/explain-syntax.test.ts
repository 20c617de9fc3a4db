import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readShaped } from '../../../../src/base/yaml/read-shaped.ts';
import { readYaml } from '../../../../src/base/yaml/read-yaml.ts';

/** `LINE:COLUMN message` of each problem of a text. */
function problemsOf(text: string, schema: z.ZodType = z.record(z.string(), z.unknown())): readonly string[] {
  const file = readYaml({ path: '/here/a.yml', cwd: '/here', text });
  return readShaped(file, schema).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const OPEN = 'that opens here is closed nowhere';
const FITS_NOTHING = 'this line is indented as no line above it that it could belong to';
const HAS_VALUE = 'this line is indented further than the one above it, which has a value already';

describe('a mistake in YAML is told in one sentence, at the place where it is', () => {
  it.each([
    ['a list that nothing closes', 'a:\n  b: [x, y\nc: 1\n', `2:6 the '[' ${OPEN}`],
    ['one over several lines', 'platforms: [\n  a,\n  b,\nsuites: {}\n', `1:12 the '[' ${OPEN}`],
    ['the inner of two', 'a: [x, [y, z]\nb: 1\n', `1:4 the '[' ${OPEN}`],
    ['a map that nothing closes', 'a: { b: 1\nc: 2\n', `1:4 the '{' ${OPEN}`],
    ['with line ends of Windows', 'a: 1\r\nb: [\r\n', `2:4 the '[' ${OPEN}`],
    ['a tab', 'a:\n\tb: 1\n', '2:1 a tab stands in the indentation: use spaces'],
    ['no space after a colon', 'a:1\nb: 2\n', "1:1 there is no space after 'a:'"],
    ['no space after a later one', 'a: 1\nb:2\nc: 3\n', "2:1 there is no space after 'b:'"],
    ['a key without a colon', 'a: 1\nb\nc: 2\n', "2:1 'b' has no ':' after it"],
    ['a double quote that nothing closes', 'a: 1\nb: "x\nc: 1\n', `2:4 the quote " ${OPEN}`],
    ['a single one', "a: 'x\nb: 1\n", `1:4 the quote ' ${OPEN}`],
    [
      'a quote within quotes',
      "a: 'it's'\nb: 1\n",
      "1:8 the text ends at the quote before this: a ' in it is written ''",
    ],
    ['text after quotes', 'a: "x" y\n', '1:8 nothing may follow the quote that closes the text'],
    [
      'an escape that is none',
      String.raw`a: "\d+"`,
      String.raw`1:5 '\d' means nothing within double quotes: write '\\d', or use single quotes`,
    ],
    ['an indentation between two', 'a:\n  b: 1\n c: 2\n', `3:1 ${FITS_NOTHING}`],
    ['a list item between two', 'a:\n  - x\n - y\n', `3:1 ${FITS_NOTHING}`],
    ['a line too far right', 'a:\n  b: 1\n    c: 2\n', `3:5 ${HAS_VALUE}`],
    ['a line below a value', 'a: 1\n\n  b: 2\n', `3:3 ${HAS_VALUE}`],
    ['an at sign', 'a: @x\n', "1:4 a text that begins with '@' needs quotes"],
    ['a backtick', 'a: `x`\n', "1:4 a text that begins with '`' needs quotes"],
    ['a per cent sign', 'a: %x\n', "1:4 a text that begins with '%' needs quotes"],
    ['a line that begins with one', 'a: 1\n%x: 1\n', "2:1 a text that begins with '%' needs quotes"],
    ['a star alone', 'a:\n  - *\n', "2:5 a text that begins with '*' needs quotes"],
    [
      'a star before a word',
      'a: [*-x]\n',
      "1:5 there is no anchor '-x' above it; if it is text, it needs quotes: '*-x'",
    ],
    ['a colon in a text', 'a: x: y\n', "1:4 a text with ': ' in it needs quotes"],
    ['one within braces', 'a: { b: x: y }\n', "1:9 a ',' is missing here, or a text with ': ' in it needs quotes"],
    [
      'a comma that is missing',
      'a: { b: 1 c: 2 }\n',
      "1:9 a ',' is missing here, or a text with ': ' in it needs quotes",
    ],
    ['text after a bracket', 'a: [x] y\n', "1:8 nothing may follow the ']': if it is text, it needs quotes"],
    ['a bracket too many', 'a: [x]]\n', "1:7 this ']' closes nothing"],
    ['a brace too many', 'a: { b: 1 }}\n', "1:12 this '}' closes nothing"],
    ['Jinja', '{% if x %}\na: 1\n{% endif %}\n', '1:1 this is Jinja, which is not rendered here'],
    ['a variable within braces', 'a: { b: ${X} }\n', "1:9 within braces, '${…}' needs quotes"],
    ['a comment that touches', 'a: "x"#c\n', "1:7 put a space before '#', or quotes around the text"],
    [
      'text behind a bar',
      'a: |x\n  y\n',
      "1:5 after '|' and '>' the text begins on the next line; else it needs quotes",
    ],
    ['a list behind its key', 'a: - x\n', "1:4 a list of '- …' begins on the next line"],
    ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', "3:1 key 'a' is there twice; first on line 1"],
  ])('%s', (_title, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('and two mistakes in two', () => {
    expect(problemsOf('a: @x\nb: 1\nc: `y`\n')).toEqual([
      "1:4 a text that begins with '@' needs quotes",
      "3:4 a text that begins with '`' needs quotes",
    ]);
  });

  it('in time that grows with the text', () => {
    const text = `${'a: [x\n'.repeat(3000)}${'b: @\n'.repeat(3000)}`;

    expect(problemsOf(text).length).toBeLessThan(30);
  });
});

describe('a value of another kind comes with what was probably meant', () => {
  const schema = z.strictObject({
    states: z.array(z.string()).optional(),
    on: z.boolean().optional(),
    map: z.record(z.string(), z.unknown()).optional(),
  });

  it.each([
    ['one item of a list', 'states: foo', "1:9 'states': expected a list, got 'foo'; write [foo]"],
    [
      'no space after a dash',
      'states:\n  -foo\n',
      "2:3 'states': expected a list, got '-foo'; put a space after the '-'",
    ],
    ['yes', 'on: yes', "1:5 'on': expected true or false, got 'yes'; YAML 1.2: write true"],
    ['Off', 'on: Off', "1:5 'on': expected true or false, got 'Off'; YAML 1.2: write false"],
    ['no space after a colon', 'map:\n  a:1\n', "2:3 'map': expected a map, got 'a:1'; put a space after the ':'"],
    ['neither yes nor no', 'on: maybe', "1:5 'on': expected true or false, got 'maybe'"],
    ['a sentence, which is no item', 'states: a b', "1:9 'states': expected a list, got 'a b'"],
  ])('%s', (_title, text, problem) => {
    expect(problemsOf(text, schema)).toEqual([problem]);
  });
});

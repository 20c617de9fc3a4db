import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ShapeWords } from '../../../../src/base/yaml/describe-issue.ts';
import { readShaped } from '../../../../src/base/yaml/read-shaped.ts';
import { readYaml } from '../../../../src/base/yaml/read-yaml.ts';
import type { DataReader } from '../../../../src/base/yaml/reads.ts';
import { filePath, key, looseText, need, pathOrName, pathOrUrl, text } from '../../../../src/base/yaml/schema-words.ts';

function read(content: string, schema: z.ZodType, words?: ShapeWords) {
  const file = readYaml({ path: '/project/sub/x.yml', cwd: '/project', text: content });
  const { value, problems } = readShaped(file, schema, words);
  return { value, problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`) };
}

describe('what is written', () => {
  it('is taken as it is written where text is wanted, however the schema is described', () => {
    const schema = z.strictObject({ version: need(looseText, 'A version.'), count: key(z.number(), 'A number.') });

    expect(read('version: 3007.10\ncount: 1.50\n', schema)).toEqual({
      value: { version: '3007.10', count: 1.5 },
      problems: [],
    });
  });

  it('is a path relative to the file, however the schema is described', () => {
    const schema = z.strictObject({
      path: need(filePath, 'A path.'),
      paths: key(z.array(filePath), 'Paths.'),
      mounts: key(z.record(filePath, text), 'From and to.'),
      urls: key(z.array(pathOrUrl), 'Paths or URLs.'),
      names: key(z.array(pathOrName), 'Paths or names.'),
    });

    const { value, problems } = read(
      `path: a
paths: [../b, /c]
mounts: { d: /d }
urls: [e, 'https://host/e', 'git@host:e']
names: [f, ./f]
`,
      schema,
    );

    expect(problems).toEqual([]);
    expect(value).toEqual({
      path: '/project/sub/a',
      paths: ['/project/b', '/c'],
      mounts: { '/project/sub/d': '/d' },
      urls: ['/project/sub/e', 'https://host/e', 'git@host:e'],
      names: ['f', '/project/sub/f'],
    });
  });

  it("is another program's to read where the schema says so, at every depth", () => {
    const shout: DataReader = {
      readScalar: ({ text: written, isPlain }) =>
        written === 'no' ? { trouble: 'no is no answer' } : { value: isPlain ? written.toUpperCase() : written },
      readKey: ({ text: written }) => ({ value: `${written}!` }),
    };
    const data = z.record(z.string().meta({ reads: shout }), z.unknown().meta({ reads: shout }));
    const schema = z.strictObject({ ours: key(text, 'Ours.'), theirs: key(data, 'Theirs.') });

    expect(read('ours: yes\ntheirs: { a: yes, b: [{ c: "d" }, 1] }\n', schema).value).toEqual({
      ours: 'yes',
      theirs: { 'a!': 'YES', 'b!': [{ 'c!': 'd' }, '1'] },
    });
    expect(read('theirs:\n  a: &a no\n  b: *a\n', schema).problems).toEqual(['2:9 no is no answer']);
  });

  it('is an empty map where a map is wanted and nothing is there', () => {
    const schema = z.strictObject({ a: key(z.strictObject({}), 'A map.'), b: key(z.record(z.string(), text), 'Too.') });

    expect(read('a:\nb:\n', schema)).toEqual({ value: { a: {}, b: {} }, problems: [] });
  });
});

describe('a problem', () => {
  const item = z
    .strictObject({ before: key(text, 'Before.'), after: key(text, 'After.'), run: need(text, 'What.') })
    .refine(({ before, after }) => (before === undefined) !== (after === undefined), "either 'before' or 'after'");
  const schema = z.strictObject({ items: key(z.array(item), 'Items.') });

  it('of a refinement is found beside others that keep zod from asking for it', () => {
    const { value, problems } = read('items:\n  - { run: x, more: 1 }\n  - { before: a, run: x }\n', schema);

    expect(problems).toEqual(["2:5 either 'before' or 'after'", "2:15 unknown key 'more'; known: before, after, run"]);
    expect(value).toEqual({ items: [{ before: 'a', run: 'x' }] });
  });

  it('has its own place although items before it were taken out', () => {
    const content =
      'items:\n  - nonsense\n  - { run: x, more: 1 }\n  - { before: a, run: x }\n  - { run: y, more: 2 }\n';

    const { value, problems } = read(content, schema);

    expect(problems).toEqual([
      "2:5 'items': expected a map, got 'nonsense'",
      "3:5 either 'before' or 'after'",
      "3:15 unknown key 'more'; known: before, after, run",
      "5:5 either 'before' or 'after'",
      "5:15 unknown key 'more'; known: before, after, run",
    ]);
    expect(value).toEqual({ items: [{ before: 'a', run: 'x' }] });
  });

  it('is told once, and not again as something missing', () => {
    expect(read('items: [{ before: a, run: 5x, run: [] }]\n', schema).problems).toEqual([
      "1:31 key 'run' is there twice; first on line 1",
    ]);
    expect(read('items: [{ before: a, run: [] }]\n', schema).problems).toEqual([
      "1:27 'run': expected text, got a list",
    ]);
  });

  it('of a file that must hold something is told even where nothing is left', () => {
    const whole = z.strictObject({ name: need(text, 'A name.') });

    expect(read('', whole)).toEqual({ value: {}, problems: ["1:1 'name' is missing"] });
    expect(read('name: []\n', whole)).toEqual({ value: {}, problems: ["1:7 'name': expected text, got a list"] });
    expect(read('a: b: c', whole)).toEqual({
      value: {},
      problems: [expect.stringContaining("a text with ': ' in it needs quotes")],
    });
  });

  it('of an unknown key may be explained by who knows more', () => {
    const explainKey = (name: string) => (name === 'old' ? "; it is called 'new' now" : undefined);
    const words = z.strictObject({ new: key(text, 'New.'), other: key(text, 'Other.') });

    expect(read('old: a\nothr: b\n', words, { explainKey }).problems).toEqual([
      "1:1 unknown key 'old'; it is called 'new' now",
      "2:1 unknown key 'othr'; did you mean 'other'?",
    ]);
  });

  it('of an unknown key that is like none says what is known, where that is little', () => {
    const few = z.strictObject({ new: key(text, 'New.'), other: key(text, 'Other.') });
    const many = z.strictObject(Object.fromEntries([...'abcdefghi'].map((one) => [`${one}-key`, key(text, 'One.')])));

    expect(read('whatever: a\n', few).problems).toEqual(["1:1 unknown key 'whatever'; known: new, other"]);
    expect(read('whatever: a\n', many).problems).toEqual(["1:1 unknown key 'whatever'"]);
  });

  it('of a key says what was expected, or what its own rule says', () => {
    const name = z
      .string()
      .refine((one) => one !== 'latest', "'latest' is taken")
      .regex(/^[a-z]+$/, 'a word');

    expect(read('LATEST: a\nlatest: b\n', z.record(name, text)).problems).toEqual([
      "1:1 expected a word, got 'LATEST'",
      "2:1 'latest' is taken",
    ]);
  });

  it('is an alias without its anchor', () => {
    expect(read('items: *none\n', schema).problems[0]).toBe(
      "1:8 there is no anchor 'none' above it; if it is text, it needs quotes: '*none'",
    );
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readShaped } from '../../../../src/base/yaml/read-shaped.ts';
import { readYaml } from '../../../../src/base/yaml/read-yaml.ts';
import { saltData } from '../../../../src/config/schema/salt-data.ts';

/** Made by real Salt: see `test/integration/salt-scalars.test.ts`. */
const table = z
  .object({
    values: z.record(z.string(), z.json()),
    keys: z.record(z.string(), z.json()),
    refused: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await readFile(join(import.meta.dirname, '../../../fixtures/salt-scalars.json'), 'utf8')));

/** What Salt takes and our parser does not: a tag on what is not written as YAML 1.2 would write it. */
const TAGGED = [
  "!!int '12:30'",
  '!!int "1_000"',
  '!!bool yes',
  '!!bool "on"',
  '!!null x',
  '!!null 0',
  '!!binary aGVsbG8=',
];

function read(text: string) {
  const { value, problems } = readShaped(readYaml({ path: '/p/x.yml', cwd: '/p', text }), saltData);
  return { value, problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`) };
}

const portable = Object.entries(table.values).filter(
  ([scalar, value]) => (typeof value !== 'object' || value === null) && !TAGGED.includes(scalar),
);
const lost = Object.keys(table.values).filter((scalar) => !portable.some(([one]) => one === scalar));
const textKeys = Object.entries(table.keys).filter(([, value]) => typeof value === 'string');
const otherKeys = Object.entries(table.keys).filter(([, value]) => typeof value !== 'string');

describe('data for Salt', () => {
  it.each(portable)('%j is %j, as in a file of Salt', (scalar, value) => {
    expect(read(`value: ${scalar}\n`)).toEqual({ value: { value }, problems: [] });
  });

  it.each(lost)('%j, which JSON would not hand on unchanged, is refused', (scalar) => {
    expect(read(`value: ${scalar}\n`).problems).not.toEqual([]);
  });

  it.each(Object.keys(table.refused))('%j is refused, as Salt refuses it', (scalar) => {
    expect(read(`value: ${scalar}\n`).problems).not.toEqual([]);
  });

  it.each(textKeys)('the key %j is %j, as in a file of Salt', (written, key) => {
    expect(read(`value:\n  ${written}: x\n`)).toEqual({ value: { value: { [String(key)]: 'x' } }, problems: [] });
  });

  it.each(otherKeys)('the key %j, which is %j to Salt and could only be text here, is refused', (written) => {
    expect(read(`value:\n  ${written}: x\n`).problems).not.toEqual([]);
  });

  it.each([
    [
      'v: 1.0',
      "1:4 Salt reads 1.0 as a float, which saltern cannot hand on unchanged: put 1.0 in quotes if it is text, or put pillar into a file of 'pillar-files'",
    ],
    [
      'v: { 80: http }',
      "1:6 Salt does not read the key 80 as text, and only text can be a key here: put 80 in quotes if it is text, or put pillar into a file of 'pillar-files'",
    ],
    ['v: 0_', "1:4 Salt cannot read 0_: put 0_ in quotes if it is text, or put pillar into a file of 'pillar-files'"],
    [`v: u'x'`, `1:4 Salt reads "u'x'" as a Python literal: leave the u out`],
    ['v: *x', "1:4 there is no anchor 'x' above it"],
  ])('%j says why, and what to write', (text, problem) => {
    expect(read(`${text}\n`).problems).toEqual([problem]);
  });

  it('keeps what is quoted or a block as text', () => {
    const { value } = read("a: '0644'\nb: |\n  yes\nc: >-\n  12:30\n");

    expect(value).toEqual({ a: '0644', b: 'yes\n', c: '12:30' });
  });
});

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

function read(text: string) {
  const { value, problems } = readShaped(readYaml({ path: '/p/x.yml', cwd: '/p', text }), saltData);
  return { value, problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`) };
}

/** What JSON has no word for. */
const BYTES = '!!binary aGVsbG8=';

const portable = Object.entries(table.values).filter(
  ([scalar, value]) => (typeof value !== 'object' || value === null) && scalar !== BYTES,
);
const lost = Object.keys(table.values).filter((scalar) => !portable.some(([one]) => one === scalar));
const textKeys = Object.entries(table.keys).filter(([, value]) => typeof value === 'string');
const otherKeys = Object.entries(table.keys).filter(([, value]) => typeof value !== 'string');

describe('data for Salt', () => {
  it.each(portable)('%j is %j, as in a file of Salt', (scalar, value) => {
    expect(read(`value: ${scalar}\n`)).toEqual({ value: { value }, problems: [] });
  });

  it.each(lost)('%j, which JSON does not hold, is shown as it is written', (scalar) => {
    expect(read(`value: ${scalar}\n`)).toEqual({
      value: { value: scalar.replace(/^!!\w+ /, '').replaceAll('"', '') },
      problems: [],
    });
  });

  it.each(Object.keys(table.refused))('%j is refused, as Salt refuses it', (scalar) => {
    expect(read(`value: ${scalar}\n`).problems).not.toEqual([]);
  });

  it.each(textKeys)('the key %j is %j, as in a file of Salt', (written, key) => {
    expect(read(`value:\n  ${written}: x\n`)).toEqual({ value: { value: { [String(key)]: 'x' } }, problems: [] });
  });

  it.each(otherKeys)('the key %j, which is %j to Salt, is shown as it is written', (written) => {
    expect(read(`value:\n  ${written}: x\n`)).toEqual({ value: { value: { [written]: 'x' } }, problems: [] });
  });

  it('takes a key in quotes and one without for two, as Salt does', () => {
    expect(read(`'80': text\n80: number\n`).problems).toEqual([]);
    expect(read(`80: one\n80: other\n`).problems).toEqual(["2:1 key '80' is there twice; first on line 1"]);
  });

  it.each([
    ['v: 0_', '1:4 Salt cannot read 0_: put 0_ in quotes if it is text'],
    ['v: !custom x', '1:4 Unresolved tag: !custom'],
    ['v: *x', "1:4 there is no anchor 'x' above it; if it is text, it needs quotes: '*x'"],
  ])('%j says why, and what to write', (text, problem) => {
    expect(read(`${text}\n`).problems).toEqual([problem]);
  });

  it('keeps what is quoted or a block as text', () => {
    const { value } = read("a: '0644'\nb: |\n  yes\nc: >-\n  12:30\n");

    expect(value).toEqual({ a: '0644', b: 'yes\n', c: '12:30' });
  });
});

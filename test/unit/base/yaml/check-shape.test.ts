import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Path } from '../../../../src/base/json/json-value.ts';
import { checkShape } from '../../../../src/base/yaml/check-shape.ts';
import { key, need, text } from '../../../../src/base/yaml/schema-words.ts';

const schema = z.strictObject({
  name: key(text, 'A name.'),
  suites: need(z.array(z.strictObject({ name: need(text, 'A name.') })), 'Suites.'),
});

/** Each key of ours comes from its own line of somebody else's file. */
function translated(lines: Readonly<Record<string, number>>) {
  const at = (path: Path) => ({ file: 'kitchen.yml', line: lines[path.join('.')] ?? 1, column: 1 });
  return { place: at, placeOfValue: at };
}

it('values that were translated have their problems where they come from', () => {
  const places = translated({ 'suites.1.name': 7, nmae: 3 });

  const { value, problems } = checkShape(
    { value: { nmae: 'x', suites: [{ name: 'a' }, { name: 5 }] }, ...places },
    schema,
  );

  expect(problems).toEqual([
    { file: 'kitchen.yml', line: 7, column: 1, message: "'name': expected text, got the number 5" },
    { file: 'kitchen.yml', line: 3, column: 1, message: "unknown key 'nmae'; did you mean 'name'?" },
  ]);
  expect(value).toEqual({ suites: [{ name: 'a' }] });
});

it('as many things as you like may be wrong', () => {
  const suites = Array.from({ length: 200 }, (_, index) => ({ name: 'a', [`key${index}`]: 1 }));

  const { value, problems } = checkShape({ value: { suites }, ...translated({}) }, schema);

  expect(problems).toHaveLength(200);
  expect(value).toEqual({ suites: suites.map(() => ({ name: 'a' })) });
});

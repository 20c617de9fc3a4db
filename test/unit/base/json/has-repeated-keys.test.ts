import { assert, jsonValue, property } from 'fast-check';
import { expect, it } from 'vitest';
import { hasRepeatedKeys } from '../../../../src/base/json/has-repeated-keys.ts';
import type { Json } from '../../../../src/base/json/json.ts';

it.each([
  ['{"a":1,"a":2}', true],
  ['{"a":1,"a" : 2}', true],
  ['{"a":1,"\\u0061":2}', true],
  ['{"b":[{"a":1,"c":{},"a":2}]}', true],
  ['{"a":{"a":1},"b":{"a":1}}', false],
  ['{"a":"\\"a\\":1"}', false],
  ['["a:", "b", "\\\\"]', false],
  ['{}', false],
])('%s: %s', (text, expected) => {
  expect(hasRepeatedKeys(text, JSON.parse(text) as Json)).toBe(expected);
});

it('what was written from a value has none', () => {
  const law = property(jsonValue(), (value) => {
    const text = JSON.stringify(value, undefined, 2);
    return !hasRepeatedKeys(text, JSON.parse(text) as Json);
  });

  expect(() => assert(law)).not.toThrow();
});

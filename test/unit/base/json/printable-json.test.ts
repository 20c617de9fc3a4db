import { expect, it } from 'vitest';
import { printableJson } from '../../../../src/base/json/printable-json.ts';

it('JSON holds nothing that a terminal takes as an order, and still means the same', () => {
  const value = { 'k\u009d': 'a\u001b[2J\u007f\u202e\u2066\u200f\u2028\ud800 ü🙂' };

  const json = printableJson(value);

  expect(json).toBe('{"k\\u009d":"a\\u001b[2J\\u007f\\u202e\\u2066\\u200f\\u2028\\ud800 ü🙂"}');
  expect(JSON.parse(json)).toEqual(value);
});

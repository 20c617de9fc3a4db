import { expect, it } from 'vitest';
import { hidePassword, passwordsOf } from '../../../../src/base/postgres/hide-password.ts';

it.each<[string, string, readonly string[]]>([
  ['postgres://me:geheim@db/x', 'postgres://me:…@db/x', ['geheim']],
  ['postgresql://me:a%40b%2Fc@db/x', 'postgresql://me:…@db/x', ['a%40b%2Fc', 'a@b/c']],
  ['postgres://db/x?user=me&password=geheim', 'postgres://db/x?user=me&password=…', ['geheim']],
  ['postgres://me:abc@db/x', 'postgres://me:…@db/x', ['postgres://me:abc@db/x']],
  ['postgres://me@db/x', 'postgres://me@db/x', []],
])('shows %s without its password, and knows that', (url, shown, passwords) => {
  expect(hidePassword(url)).toBe(shown);
  expect(passwordsOf(url)).toEqual(passwords);
});

it('shows nothing of what cannot be read, and takes all of it for a secret', () => {
  expect(hidePassword('me:geheim@db')).toBe('postgres://…');
  expect(passwordsOf('me:geheim@db')).toEqual(['me:geheim@db']);
});

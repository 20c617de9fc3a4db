import { expect, test } from 'vitest';
import { createMasker, MASK } from '../../../../src/base/secret/masker.ts';

const KEY = 'wJalrXUtnFEMIbPxRfiCYEXAMPLEKEY';

function mask(text: string, ...secrets: readonly string[]): string {
  const masker = createMasker();
  masker.hide(secrets);
  return masker.text(text);
}

test.each([4, 5, 16, KEY.length - 1])('hides the first %i signs of a secret in front of a cut', (length) => {
  const said = mask(`stdout: key=${KEY.slice(0, length)}…`, KEY);

  expect(said).toBe(`stdout: key=${MASK}…`);
});

test.each([4, 5, 16, KEY.length - 1])('hides the last %i signs of a secret behind a cut', (length) => {
  const said = mask(`…${KEY.slice(-length)} is no key`, KEY);

  expect(said).toBe(`…${MASK} is no key`);
});

test('hides the end of a secret with which a text begins', () => {
  const said = mask(`${KEY.slice(10)}\nnext line`, KEY);

  expect(said).toBe(`${MASK}\nnext line`);
});

test('hides a line of a longer secret that was cut', () => {
  const said = mask('found: second line of the…', 'first line of the key\nsecond line of the key');

  expect(said).toBe(`found: ${MASK}…`);
});

test('takes the whole of what repeats itself', () => {
  expect(mask('abababab…', 'abababababab')).toBe(`${MASK}…`);
});

test('leaves words alone that are no piece of a secret, or too short a one', () => {
  const said = 'wJa… and EXAMPLE… and …KEYS, keys';

  expect(mask(said, KEY)).toBe(said);
});

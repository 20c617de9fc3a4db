import { expect, test } from 'vitest';
import { maskStream } from '../../../../src/base/secret/mask-stream.ts';
import { createMasker } from '../../../../src/base/secret/masker.ts';

function listen(secrets: readonly string[]) {
  const masker = createMasker();
  masker.hide(secrets);
  const said: string[] = [];
  return { said, stream: maskStream(masker, (text) => said.push(text)), masker };
}

test('passes each piece on at once while there is nothing to hide', () => {
  const { stream, said } = listen([]);

  stream.push('half a li');
  stream.push('ne\n');

  expect(said).toEqual(['half a li', 'ne\n']);
});

test.each([...'correct horse'].map((_, at) => at))('finds a secret that comes in two pieces, cut at %i', (at) => {
  const { stream, said } = listen(['correct horse']);
  const line = 'it is correct horse.\nand more';

  stream.push(line.slice(0, 6 + at));
  stream.push(line.slice(6 + at));
  stream.end();

  expect(said.join('')).toBe('it is ••••.\nand more');
});

test('finds it in a line that never ends, wherever the pieces end', () => {
  const { stream, said } = listen(['correct horse']);
  const text = `${'x'.repeat(60_000)}correct horse`.repeat(8);

  for (let at = 0; at < text.length; at += 4099) stream.push(text.slice(at, at + 4099));
  stream.end();

  expect(said.length).toBeGreaterThan(1);
  expect(said.join('')).toBe(`${'x'.repeat(60_000)}••••`.repeat(8));
});

test('what became secret in the midst of a line is hidden in all of that line that was not yet passed on', () => {
  const { stream, said, masker } = listen(['something else']);

  stream.push('the word is correct ');
  masker.hide(['correct horse']);
  stream.push('horse\n');

  expect(said.join('')).toBe('the word is ••••\n');
});

import { expect, it } from 'vitest';
import { didYouMean, didYouMeanHint } from '../../../../src/base/text/did-you-mean.ts';

const known = ['docker', 'qemu', 'fake'];

it('goes on a sentence with the known word that is near', () => {
  expect(didYouMean('dokcer', known)).toBe("; did you mean 'docker'?");
  expect(didYouMean('libvirt', known)).toBe('');
  expect(didYouMean('docker', known)).toBe('');
});

it('is a sentence of its own as a hint', () => {
  expect(didYouMeanHint('dokcer', known, 'See the list.')).toBe("Did you mean 'docker'?");
  expect(didYouMeanHint('libvirt', known, 'See the list.')).toBe('See the list.');
});

import { expect, it } from 'vitest';
import { didYouMean, didYouMeanHint, didYouMeanOrKnown } from '../../../../src/base/text/did-you-mean.ts';

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

it.each([
  ['a near name and nothing else', 'dokcer', known, "; did you mean 'docker'?"],
  ['all, where they are few', 'libvirt', known, '; known: docker, qemu, fake'],
  ['nothing known', 'libvirt', [], '; known: none'],
  ['numbers side by side, for one is as likely as the other', 'el-8', ['el-7', 'el-9'], '; known: el-7, el-9'],
  [
    'of many those that begin alike',
    'b-other-one',
    [...'123456789'].flatMap((n) => [`a-${n}`, ...(n > '7' ? [`b-${n}`] : [])]),
    '; known: b-8, b-9 and 9 more',
  ],
  [
    'of many the first, where none begins alike',
    'x',
    [...'abcdefghijkl'].map((n) => `${n}-name`),
    '; known: a-name, b-name, c-name, d-name, e-name, f-name, g-name, h-name and 4 more',
  ],
])('tells %s', (_title, typed, names, told) => {
  expect(didYouMeanOrKnown(typed, names)).toBe(told);
});

import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../../../src/base/text/quote-word.ts';

describe('quoteWord', () => {
  it('comes out of a shell as it went in', () => {
    // One shell for all: starting one costs more than everything else here.
    const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
    const words = fc.sample(word, 200).filter((text) => text.isWellFormed());

    const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(quoteWord).join(' ')}`]).toString();

    expect(out.split('\0').slice(0, -1)).toEqual(words);
  });

  it('leaves plain words readable', () => {
    expect(['docker', '--name=x', "it's", ''].map(quoteWord)).toEqual([
      'docker',
      '--name=x',
      String.raw`'it'\''s'`,
      "''",
    ]);
  });
});

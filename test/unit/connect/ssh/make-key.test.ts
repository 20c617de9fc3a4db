import { describe, expect, it } from 'vitest';
import { makeSshKey } from '../../../../src/connect/ssh/make-key.ts';

describe('makeSshKey', () => {
  it('keeps leading zeros, and fills the last block up', () => {
    for (let length = 0; length < 600; length += 1) {
      const { privateKey, publicKey } = makeSshKey('x'.repeat(length % 20));
      const bytes = Buffer.from(privateKey.split('\n').slice(1, -2).join(''), 'base64');

      expect(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')).toHaveLength(51);
      expect((bytes.length - 98) % 8).toBe(0);
    }
  });

  it('takes no comment that would be a second line of a file of keys', () => {
    expect(() => makeSshKey('x\nssh-ed25519 AAAA')).toThrow('one line');
  });
});

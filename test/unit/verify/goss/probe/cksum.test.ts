import { describe, expect, it } from 'vitest';
import { cksum } from '../../../../../src/verify/goss/probe/cksum.ts';

describe('the checksum', () => {
  it.each<readonly [Uint8Array, number]>([
    [Buffer.from(''), 4_294_967_295],
    [Buffer.from('x'), 12_738_659],
    [Buffer.from('123456789'), 930_766_865],
    [Buffer.alloc(300, 'a'), 1_664_553_091],
    [Buffer.of(0, 255), 3_099_779_160],
  ])('of %j is what cksum printed', (bytes, crc) => {
    expect(cksum(bytes)).toBe(crc);
  });
});

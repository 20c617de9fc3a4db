import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cksum } from '../../../../../src/verify/goss/probe/cksum.ts';

describe('the checksum', () => {
  it('is what cksum prints', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const printed = execFileSync('cksum', { input: Buffer.from(bytes), encoding: 'utf8' });

        expect(`${cksum(bytes)} ${bytes.length}\n`).toBe(printed);
      }),
      { numRuns: 20 },
    );
  });
});

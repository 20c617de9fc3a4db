import { createHash } from 'node:crypto';

/** Bytes that do not repeat and cannot be packed any smaller; the same seed gives the same. */
export function someBytes(length: number, seed = 'bytes'): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** Hex. */
export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { constants, createZstdDecompress, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutFrames } from '../../../../src/base/unpack/cut-frames.ts';
import { someBytes } from '../../../support/some-bytes.ts';

/** As the format has it: a magic number, a length, and what no decompressor looks at. */
const skippable = Buffer.concat([Buffer.from('532a4d1805000000', 'hex'), Buffer.from('note!')]);

const contents: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['a few bytes', Buffer.from('hello')],
  ['zeros', Buffer.alloc(300_000)],
  ['what cannot be packed', someBytes(200_000)],
  ['text', Buffer.from('tick tock '.repeat(50_000))],
];

describe('a zstd file', () => {
  it('is cut after each frame, wherever its chunks end', async () => {
    const flags = fc.record({ checksum: fc.boolean(), sized: fc.boolean(), level: fc.integer({ min: 1, max: 12 }) });
    const frame = fc.tuple(fc.constantFrom(...contents), flags).map(([[, content], flag]) => pack(content, flag));
    const frames = fc.array(fc.oneof({ weight: 4, arbitrary: frame }, fc.constant(skippable)), { maxLength: 6 });

    await fc.assert(
      fc.asyncProperty(frames, fc.integer({ min: 1, max: 300_000 }), async (parts, size) => {
        const whole = Buffer.concat(parts);

        const pieces = await collect(cutFrames(inChunks(whole, size)));

        const ends = new Set(endsOf(pieces));
        expect(Buffer.concat(pieces).equals(whole)).toBe(true);
        expect(endsOf(parts).filter((end) => !ends.has(end))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(contents)('of %s is read by a decompressor, frame after frame', async (_what, content) => {
    const frames = [pack(content), skippable, pack(content), pack(content)];

    const pieces = Readable.from(cutFrames(inChunks(Buffer.concat(frames), 100_000)));

    const got = await buffer(pieces.pipe(createZstdDecompress()));
    expect(got.equals(Buffer.concat([content, content, content]))).toBe(true);
  });

  it('with something else behind its frames is left to the decompressor', async () => {
    const whole = Buffer.concat([pack(Buffer.from('one')), Buffer.from('this is no frame, and goes on for a while')]);

    const pieces = await collect(cutFrames(inChunks(whole, 1000)));

    expect(pieces).toHaveLength(2);
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
  });
});

function pack(content: Buffer, { checksum = true, sized = true, level = 3 } = {}): Buffer {
  return zstdCompressSync(content, {
    params: {
      [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0,
      [constants.ZSTD_c_contentSizeFlag]: sized ? 1 : 0,
      [constants.ZSTD_c_compressionLevel]: level,
    },
  });
}

function endsOf(pieces: readonly Buffer[]): readonly number[] {
  let end = 0;
  return pieces.map((piece) => (end += piece.length));
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<readonly Buffer[]> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

async function* inChunks(whole: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

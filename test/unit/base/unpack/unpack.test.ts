import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Packing, packingOf, packingOfName } from '../../../../src/base/unpack/packing.ts';
import { unpackFile } from '../../../../src/base/unpack/unpack-file.ts';
import { unpack } from '../../../../src/base/unpack/unpack.ts';
import { sha256, someBytes } from '../../../support/some-bytes.ts';

const packers: readonly (readonly [Packing, (content: Buffer) => Buffer])[] = [
  ['gz', (content) => gzipSync(content)],
  ['xz', (content) => execFileSync('xz', ['-1c'], { input: content, maxBuffer: 1e8 })],
  ['bz2', (content) => execFileSync('bzip2', ['-1c'], { input: content, maxBuffer: 1e8 })],
  // With a checksum, as the command writes it.
  ['zst', (content) => zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
];
/** Pieces smaller and larger than what is read at once; a long run of zeros packs to next to nothing. */
const pieces = [
  someBytes(10, 'a'),
  someBytes(700_000, 'b'),
  Buffer.alloc(3_000_000),
  someBytes(256 * 1024, 'c'),
  ...Array.from({ length: 40 }, (_, index) => someBytes(1000, `small ${index}`)),
  someBytes(300_001, 'd'),
];
const content = Buffer.concat(pieces);

describe.each(packers)('a file packed with %s', (packing, pack) => {
  it('of many pieces gives all of them, to whoever reads slowly too', async () => {
    const { path } = await fileOf(Buffer.concat(pieces.map(pack)));
    let taken = 0;
    const onTaken = (piece: Buffer): void => void (taken += piece.length);

    const got: Buffer[] = [];
    for await (const piece of unpack(path, packing, { title: 'x', signal: calm(), onTaken })) {
      got.push(piece);
      await delay(1);
    }

    expect(Buffer.concat(got).equals(content)).toBe(true);
    expect(taken).toBe((await stat(path)).size);
  });

  it('is unpacked into a file with holes, its digest told', async () => {
    const { path, folder } = await fileOf(pack(content));
    const target = join(folder, 'target');
    const bytes = (await stat(path)).size;

    const digest = await unpackFile({ packing, packed: path, bytes, target, title: 'x' }, context());

    expect(digest).toBe(sha256(content));
    expect((await readFile(target)).equals(content)).toBe(true);
    expect((await stat(target)).blocks * 512).toBeLessThan(content.length - 2_000_000);
  });

  it.each([
    ['cut off', (body: Buffer) => body.subarray(0, body.length - 1000)],
    ['damaged', (body: Buffer) => Buffer.concat([body.subarray(0, 2000), Buffer.alloc(3000, 7), body.subarray(5000)])],
    ['something else', () => Buffer.from('<html>not found</html>')],
  ])('is refused when %s', async (_how, harm) => {
    const { path, folder } = await fileOf(harm(pack(content)));

    const work = { packing, packed: path, bytes: 1, target: join(folder, 'target'), title: 'x' };

    await expect(unpackFile(work, context())).rejects.toMatchObject({
      kind: 'archive',
      message: `'x' (${packing}) cannot be unpacked: it is damaged or cut off`,
      details: [expect.any(String)],
    });
  });

  it('is known by its first bytes and by its name', () => {
    expect(packingOf(pack(content))).toBe(packing);
    expect(packingOfName(`x.tar.${packing}`)).toBe(packing);
  });

  it('is let go of when it is not wanted any more', async () => {
    const { path } = await fileOf(pack(content));
    const abort = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const _ of unpack(path, packing, { title: 'x', signal: abort.signal }))
        abort.abort(new Error('Ctrl-C'));
    };

    await expect(reading()).rejects.toThrow(/Ctrl-C|aborted/);
  });
});

it.each([
  ['xz', 'xz'],
  ['bz2', 'bzip2'],
] as const)(
  'says that there is nothing to unpack %s with, by the PATH of whom it works for',
  async (packing, program) => {
    const { path, folder } = await fileOf(Buffer.from('x'));
    const work = { packing, packed: path, bytes: 1, target: join(folder, 'target'), title: 'x.img' };

    const unpacking = unpackFile(work, { ...context(), environment: { PATH: '/nowhere' } });

    await expect(unpacking).rejects.toMatchObject({
      kind: 'program',
      message: `'x.img' is packed with ${program}, and there is no '${program}' on this machine`,
    });
  },
);

it('knows what is not packed', () => {
  expect(packingOf(Buffer.from('QFI\xfb', 'latin1'))).toBeUndefined();
  expect(packingOfName('primary.xml')).toBeUndefined();
  expect(packingOfName('salt.tgz')).toBe('gz');
});

function calm(): AbortSignal {
  return new AbortController().signal;
}

function context() {
  return { signal: calm(), environment: process.env, progress: () => undefined };
}

async function fileOf(body: Buffer): Promise<{ readonly path: string; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-unpack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'packed');
  await writeFile(path, body);
  return { path, folder };
}

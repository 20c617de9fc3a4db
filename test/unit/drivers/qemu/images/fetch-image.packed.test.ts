import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { imageContext, source, stored } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk } from './tiny-image.ts';

// Holes in the middle and at the end, as disks have them.
const disk = Buffer.concat([
  rawDisk(700_000),
  Buffer.alloc(2_000_000),
  rawDisk(300_000, 'more'),
  Buffer.alloc(600_000),
]);
const half = 350_001;

const packed: readonly (readonly [string, (content: Buffer) => Buffer])[] = [
  ['xz', (content) => execFileSync('xz', ['-1c'], { input: content, maxBuffer: 1e8 })],
  ['bz2', (content) => execFileSync('bzip2', ['-1c'], { input: content, maxBuffer: 1e8 })],
  ['gz', (content) => gzipSync(content)],
  // With a checksum, as the command writes it.
  ['zst', (content) => zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
];

describe.each(packed)('an image packed with %s', (_packing, pack) => {
  it('is unpacked, whatever its name says; the digest is that of the download', async () => {
    const body = pack(disk);
    await using server = await fileServer({ '/disk.img': { body } });
    using context = imageContext();

    const got = await fetchImage(source(`${server.url}/disk.img`, { sha256: sha256(body) }), context);

    expect(got).toMatchObject({ digest: `sha256:${sha256(body)}`, format: 'raw', virtualBytes: disk.length });
    expect(got.file).toContain(`/${sha256(disk)}.raw`);
    expect(disk.equals(await readFile(got.file))).toBe(true);
    expect((await stat(got.file)).blocks * 512).toBeLessThan(disk.length - 1_000_000);
    expect(context.shown).toContain('unpacking disk.img');
    expect(await stored(context, '.part')).toEqual([]);
  });

  it('may be of several pieces', async () => {
    const body = Buffer.concat([pack(disk.subarray(0, half)), pack(disk.subarray(half))]);
    await using server = await fileServer({ '/disk.img': { body } });
    using context = imageContext();

    const got = await fetchImage(source(`${server.url}/disk.img`, { sha256: sha256(body) }), context);

    expect(disk.equals(await readFile(got.file))).toBe(true);
  });

  it.each([
    ['cut off', (body: Buffer) => body.subarray(0, body.length - 1000)],
    ['damaged', (body: Buffer) => Buffer.concat([body.subarray(0, 2000), Buffer.alloc(3000, 7), body.subarray(5000)])],
  ])('is refused when %s', async (_how, harm) => {
    await using server = await fileServer({ '/disk.img': { body: harm(pack(disk)), etag: '"one"' } });
    using context = imageContext();

    const getting = fetchImage(source(`${server.url}/disk.img`), context);

    await expect(getting).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      message: expect.stringContaining('cannot be unpacked'),
    });
    expect(await stored(context, '.part')).toEqual([]);
  });
});

it('tells when there is no xz to unpack with, and keeps what came', async () => {
  const body = packed[0]?.[1](disk) ?? '';
  await using server = await fileServer({ '/disk.img.xz': { body } });
  using context = imageContext({ environment: { PATH: '/nowhere' } });
  const asked = source(`${server.url}/disk.img.xz`, { sha256: sha256(body) });

  await expect(fetchImage(asked, context)).rejects.toMatchObject({
    code: 'IMAGE_PULL',
    message: expect.stringContaining("no 'xz' on this machine"),
  });

  await fetchImage(asked, { ...context, environment: process.env });
  expect(server.seen).toHaveLength(1);
});

it('keeps one file for the plain and the packed image', async () => {
  await using server = await fileServer({ '/disk.raw': { body: disk }, '/disk.raw.gz': { body: gzipSync(disk) } });
  using context = imageContext();

  const plain = await fetchImage(source(`${server.url}/disk.raw`), context);
  const unpacked = await fetchImage(source(`${server.url}/disk.raw.gz`), context);

  expect(unpacked.file).toBe(plain.file);
  expect(unpacked.digest).not.toBe(plain.digest);
});

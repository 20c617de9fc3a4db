import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { judgeFormat } from '../../../../../drivers/qemu/images/judge-format.ts';
import { imageContext, source, stored } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';
import { rawDisk, tinyQcow2 } from './tiny-image.ts';

describe('judgeFormat', () => {
  it.each<[string, (header: Buffer) => unknown]>([
    ['reads from a backing file', (header) => header.writeBigUInt64BE(200n, 8)],
    ['keeps its data in another file', (header) => header.writeBigUInt64BE(4n, 72)],
    ['is marked corrupt', (header) => header.writeBigUInt64BE(2n, 72)],
    ['needs features that are not known', (header) => header.writeBigUInt64BE(1n << 40n, 72)],
    ['is encrypted', (header) => header.writeUInt32BE(2, 32)],
    ['has version 4, but only 2 and 3 are known', (header) => header.writeUInt32BE(4, 4)],
    ['has a damaged header', (header) => header.writeUInt32BE(60, 20)],
    ['is cut off: its tables lie beyond its end', (header) => header.writeBigUInt64BE(1_000_000n, 40)],
  ])('refuses a qcow2 image that %s', (why, change) => {
    const image = tinyQcow2((header) => void change(header));

    expect(judgeFormat(image, image.length)).toEqual({ kind: 'refused', why });
  });

  it('takes qcow2 of version 2 and raw disks with a partition table', () => {
    const second = tinyQcow2((header) => header.writeUInt32BE(2, 4));

    expect(judgeFormat(second, second.length)).toEqual({ kind: 'image', format: 'qcow2', virtualBytes: 1024 ** 2 });
    expect(judgeFormat(rawDisk(4096), 9999)).toEqual({ kind: 'image', format: 'raw', virtualBytes: 9999 });
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['an HTML page', Buffer.from('\n<!DOCTYPE html><title>Not found</title>')],
    ['text', Buffer.from('The image is built at night.\n')],
    ['gzip within what was unpacked', gzipSync('x')],
    ['a VMDK image', Buffer.from('KDMV\x01\0\0\0')],
    ['a tar archive', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(300)])],
    ['data without a partition table', Buffer.alloc(4096)],
  ])('sees %s', (looksLike, head) => {
    expect(judgeFormat(head, head.length)).toEqual({ kind: 'other', looksLike });
  });
});

describe('fetchImage', () => {
  it('takes no page for an image', async () => {
    await using server = await fileServer({
      '/c9s.qcow2': { body: '<html><body>Sign in</body></html>', etag: '"p"' },
    });
    using context = imageContext();

    await expect(fetchImage(source(`${server.url}/c9s.qcow2`), context)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: `'${server.url}/c9s.qcow2' is not a disk image: it looks like an HTML page`,
    });
    expect(await stored(context, '.part')).toEqual([]);
  });

  it('takes no image that reads another file of this machine', async () => {
    await using server = await fileServer({
      '/evil.qcow2': { body: tinyQcow2((header) => header.writeBigUInt64BE(200n, 8)) },
    });
    using context = imageContext();

    await expect(fetchImage(source(`${server.url}/evil.qcow2`), context)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: `'${server.url}/evil.qcow2' is a qcow2 image that reads from a backing file`,
    });
    expect(await stored(context, '.qcow2')).toEqual([]);
  });

  it('has qemu-img look through a qcow2 image once, and refuses a damaged one', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: tinyQcow2(), etag: '"1"' } });
    using context = imageContext();
    const calls = join(context.directory, 'calls');
    const install = async (exitCode: number): Promise<void> =>
      await writeFile(
        join(context.directory, 'qemu-img'),
        `#!/bin/sh\necho "$1 $2 $3 $4" >>${calls}\necho 'ERROR cluster 3' >&2\nexit ${exitCode}\n`,
        { mode: 0o755 },
      );
    const own = { ...context, environment: { PATH: context.directory } };
    const asked = source(`${server.url}/c9s.qcow2`);
    await install(2);

    await expect(fetchImage(asked, own)).rejects.toMatchObject({ code: 'IMAGE_MISSING', details: ['ERROR cluster 3'] });
    await install(0);
    await fetchImage(asked, own);
    await fetchImage(asked, own);

    expect(await readFile(calls, 'utf8')).toBe('check -q -f qcow2\n'.repeat(2));
  });
});

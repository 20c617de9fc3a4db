import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { imageContext, source, stored } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk, tinyQcow2 } from './tiny-image.ts';

const disk = rawDisk(2_000_000);
const digest = sha256(disk);

describe('a download that was cut', () => {
  it.each([
    ['ETag', { etag: '"one"' }],
    ['date', { lastModified: 'Wed, 03 Apr 2024 01:00:00 GMT' }],
  ])('goes on where it stopped, by its %s', async (_name, validator) => {
    await using server = await fileServer({ '/disk.raw': { body: disk, ...validator, cutAfter: 700_000 } });
    using context = imageContext();
    const asked = source(`${server.url}/disk.raw`, { sha256: digest });

    await expect(fetchImage(asked, context)).rejects.toMatchObject({ code: 'IMAGE_PULL', isTransient: true });
    const got = await fetchImage(asked, context);

    const [, second] = server.of('/disk.raw');
    const start = Number(/^bytes=(\d+)-$/.exec(second?.headers.range ?? '')?.[1]);
    expect(start).toBeGreaterThan(0);
    expect(second).toMatchObject({ status: 206, sent: disk.length - start });
    expect(await readFile(got.file)).toEqual(disk);
  });

  it('goes on without a digest to compare as well', async () => {
    await using server = await fileServer({ '/disk.raw': { body: disk, etag: '"one"', cutAfter: 700_000 } });
    using context = imageContext();

    await expect(fetchImage(source(`${server.url}/disk.raw`), context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
    const got = await fetchImage(source(`${server.url}/disk.raw`), context);

    expect(got.digest).toBe(`sha256:${digest}`);
    expect(server.of('/disk.raw').map((one) => one.status)).toEqual([200, 206]);
  });

  it('starts anew when the server knows no ranges', async () => {
    await using server = await fileServer({
      '/disk.raw': { body: disk, etag: '"one"', isPlain: true, cutAfter: 700_000 },
    });
    using context = imageContext();
    const asked = source(`${server.url}/disk.raw`, { sha256: digest });

    await expect(fetchImage(asked, context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
    const got = await fetchImage(asked, context);

    expect(server.of('/disk.raw').map((one) => one.status)).toEqual([200, 200]);
    expect(await readFile(got.file)).toEqual(disk);
  });

  it('starts anew when the file there is another one now', async () => {
    await using server = await fileServer({ '/disk.raw': { body: disk, etag: '"one"', cutAfter: 700_000 } });
    using context = imageContext();
    await expect(fetchImage(source(`${server.url}/disk.raw`), context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
    const tonight = rawDisk(1_000_000, 'tonight');
    server.pages.set('/disk.raw', { body: tonight, etag: '"two"' });

    const got = await fetchImage(source(`${server.url}/disk.raw`), context);

    expect(await readFile(got.file)).toEqual(tonight);
  });

  it('starts anew when the server gives another range', async () => {
    await using server = await fileServer({ '/disk.raw': { body: disk, etag: '"one"', cutAfter: 700_000 } });
    using context = imageContext();
    const asked = source(`${server.url}/disk.raw`, { sha256: digest });
    await expect(fetchImage(asked, context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
    server.pages.set('/disk.raw', { body: disk, headers: { 'content-range': 'bytes 7-8/9' } });

    const got = await fetchImage(asked, context);

    expect(await readFile(got.file)).toEqual(disk);
  });

  it('keeps what it has when aborted, and a later call goes on', async () => {
    await using server = await fileServer({ '/disk.raw': { body: disk, etag: '"one"', holdAfter: 900_000 } });
    const abort = new AbortController();
    const told: number[] = [];
    using context = imageContext({ signal: abort.signal, progress: (_text, done) => told.push(done ?? 0) });
    const asked = source(`${server.url}/disk.raw`, { sha256: digest });

    const getting = fetchImage(asked, context);
    await expect.poll(() => told.length).toBeGreaterThan(0);
    abort.abort(new Error('Ctrl-C'));

    await expect(getting).rejects.toThrow('Ctrl-C');
    expect(await stored(context, '.part')).toEqual([`${digest}.part`]);
    const got = await fetchImage(asked, { ...context, signal: new AbortController().signal });
    expect(server.of('/disk.raw').map((one) => one.status)).toEqual([200, 206]);
    expect(await readFile(got.file)).toEqual(disk);
    expect(await stored(context, '.part')).toEqual([]);
  });
});

describe('a server that', () => {
  it.each([
    [404, false],
    [403, false],
    [429, true],
    [503, true],
  ])('answers %i is told with its status and without our credentials', async (status, isTransient) => {
    await using server = await fileServer({ '/disk.raw': { status, body: 'no' } });
    using context = imageContext();
    const place = server.url.replace('//', '//me:secret@');

    const getting = fetchImage(source(`${place}/disk.raw?token=secret`, { sha256: digest }), context);

    await expect(getting).rejects.toMatchObject({ code: 'IMAGE_PULL', isTransient, hint: expect.any(String) });
    const error = await getting.catch((one: unknown) => one);
    expect(String(error)).toContain(`'${server.url}/disk.raw?…' answered ${status}`);
    expect(JSON.stringify([error, String(error)])).not.toContain('secret');
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it('has moved the image is followed', async () => {
    const image = tinyQcow2();
    await using server = await fileServer({
      '/latest.qcow2': { status: 302, body: '', headers: { location: '/c9s-7.qcow2' } },
      '/c9s-7.qcow2': { body: image },
    });
    using context = imageContext();

    const got = await fetchImage(source(`${server.url}/latest.qcow2`, { sha256: sha256(image) }), context);

    expect(await readFile(got.file)).toEqual(image);
  });

  it('has an image larger than the disk is not even begun with', async () => {
    await using server = await fileServer({
      '/disk.raw': { body: disk, headers: { 'content-length': '1152921504606846976' }, holdAfter: 1000 },
    });
    using context = imageContext();

    const getting = fetchImage(source(`${server.url}/disk.raw`, { sha256: digest }), context);

    await expect(getting).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringMatching(/in '.*qemu\/images' for 'disk\.raw', which needs \d+ MiB/),
      hint: expect.stringContaining('saltern cache prune'),
    });
  });
});

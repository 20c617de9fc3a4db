import { execFile } from 'node:child_process';
import { chmod, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { imageContext, source, stored } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk, tinyQcow2 } from './tiny-image.ts';

const image = tinyQcow2();
const digest = sha256(image);

describe('a pinned image', () => {
  it('is fetched, verified and kept read-only under its digest', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image } });
    using context = imageContext();

    const got = await fetchImage(source(`${server.url}/c9s.qcow2`, { sha256: digest.toUpperCase() }), context);

    expect(got).toEqual({
      file: join(context.cacheDirectory, 'qemu', 'images', `${digest}.qcow2`),
      format: 'qcow2',
      digest: `sha256:${digest}`,
      location: `${server.url}/c9s.qcow2`,
      virtualBytes: 1024 ** 2,
    });
    expect(await readFile(got.file)).toEqual(image);
    expect((await stat(got.file)).mode & 0o777).toBe(0o444);
    expect(await stored(context, '.part')).toEqual([]);
    expect(context.shown).toContain('downloading c9s.qcow2');
  });

  it('needs no network once it is here, whatever place it is asked from', async () => {
    const server = await fileServer({ '/c9s.qcow2': { body: image } });
    using context = imageContext();
    const first = await fetchImage(source(`${server.url}/c9s.qcow2`, { sha256: digest }), context);
    await server.close();

    const again = await fetchImage(source(`${server.url}/c9s.qcow2`, { sha256: digest }), context);
    const mirror = await fetchImage(source('http://mirror.invalid/other.qcow2', { sha256: digest }), context);
    const newest = await fetchImage(source('http://mirror.invalid/c9s-*/x.qcow2', { sha256: digest }), context);

    expect(again).toEqual(first);
    expect(mirror).toEqual({ ...first, location: 'http://mirror.invalid/other.qcow2' });
    expect(newest.file).toBe(first.file);
  });

  it('is refused with another digest, and what came is removed', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image } });
    using context = imageContext();
    const wrong = 'ab'.repeat(32);

    const getting = fetchImage(source(`${server.url}/c9s.qcow2`, { sha256: wrong }), context);

    await expect(getting).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      isTransient: false,
      message: `'${server.url}/c9s.qcow2' has another sha256 than the project file says`,
      details: [`expected ${wrong}, from the project file`, `found    ${digest}`],
    });
    expect(await stored(context, '')).toEqual([]);
  });

  it('is fetched anew when its file in the store was cut', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image } });
    using context = imageContext();
    const asked = source(`${server.url}/c9s.qcow2`, { sha256: digest });
    const { file } = await fetchImage(asked, context);
    await chmod(file, 0o644);
    await truncate(file, 100);

    await fetchImage(asked, context);

    expect(await readFile(file)).toEqual(image);
  });
});

describe('an image that is not pinned', () => {
  it('is bound to the digest that is published beside it', async () => {
    await using server = await fileServer({
      '/c9s.qcow2': { body: image },
      '/c9s.qcow2.SHA256SUM': { body: `SHA256 (c9s.qcow2) = ${digest}\n` },
    });
    using context = imageContext();

    const first = await fetchImage(source(`${server.url}/c9s.qcow2`), context);
    const again = await fetchImage(source(`${server.url}/c9s.qcow2`), context);

    expect(first.digest).toBe(`sha256:${digest}`);
    expect(again).toEqual(first);
    expect(server.of('/c9s.qcow2')).toHaveLength(1);
    expect(context.shown.join()).not.toContain('no checksum');
  });

  it('is refused when it is not what is published', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image }, '/SUMS': { body: `${'0'.repeat(64)}\n` } });
    using context = imageContext();

    const getting = fetchImage(source(`${server.url}/c9s.qcow2`, { checksum: 'SUMS' }), context);

    await expect(getting).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      message: expect.stringContaining(`than ${server.url}/SUMS says`),
    });
  });

  it('is not fetched when the checksum file that is named does not list it', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image }, '/SUMS': { body: 'nothing\n' } });
    using context = imageContext();

    const getting = fetchImage(source(`${server.url}/c9s.qcow2`, { checksum: 'SUMS' }), context);

    await expect(getting).rejects.toMatchObject({ code: 'IMAGE_PULL', message: expect.stringContaining("list 'c9s") });
    expect(server.of('/c9s.qcow2')).toEqual([]);
  });

  it('tells its digest when nothing is published, and is asked for only if it has moved', async () => {
    await using server = await fileServer({ '/nightly.qcow2': { body: image, etag: '"1"' } });
    using context = imageContext();
    const asked = source(`${server.url}/nightly.qcow2`);

    const first = await fetchImage(asked, context);
    const again = await fetchImage(asked, context);

    expect(context.shown).toContain(`no checksum is published beside it: pin 'sha256: ${digest}'`);
    expect(again).toEqual(first);
    expect(server.of('/nightly.qcow2').map((one) => one.status)).toEqual([200, 304]);
  });

  it('is fetched again when it has moved, and the old one stays', async () => {
    await using server = await fileServer({
      '/nightly.qcow2': { body: image, lastModified: 'Wed, 03 Apr 2024 01:00:00 GMT' },
    });
    using context = imageContext();
    const asked = source(`${server.url}/nightly.qcow2`);
    const first = await fetchImage(asked, context);
    const tonight = rawDisk(4096);
    server.pages.set('/nightly.qcow2', { body: tonight, lastModified: 'Thu, 04 Apr 2024 01:00:00 GMT' });

    const second = await fetchImage(asked, context);
    const third = await fetchImage(asked, context);

    expect(second).toMatchObject({ digest: `sha256:${sha256(tonight)}`, format: 'raw', virtualBytes: 4096 });
    expect(third).toEqual(second);
    expect(await readFile(first.file)).toEqual(image);
    expect(server.of('/nightly.qcow2').map((one) => one.status)).toEqual([200, 200, 304]);
  });

  it('is an error while nobody can say whether it has moved, and a pin helps', async () => {
    const server = await fileServer({ '/nightly.qcow2': { body: image, etag: '"1"' } });
    using context = imageContext();
    await fetchImage(source(`${server.url}/nightly.qcow2`), context);
    await server.close();

    const getting = fetchImage(source(`${server.url}/nightly.qcow2`), context);

    await expect(getting).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      isTransient: true,
      hint: expect.stringContaining(`pin 'sha256: ${digest}'`),
    });
  });
});

describe('several who ask at once', () => {
  it('share one download, other processes too', async () => {
    await using server = await fileServer({ '/c9s.raw': { body: rawDisk(3_000_000), holdAfter: 1_000_000 } });
    const waits: string[] = [];
    using context = imageContext({ progress: (text) => waits.push(text) });
    const asked = source(`${server.url}/c9s.raw`, { sha256: sha256(rawDisk(3_000_000)) });
    const abort = new AbortController();
    const held = fetchImage(asked, { ...context, signal: abort.signal });
    await expect.poll(() => server.seen.length).toBe(1);
    const program = `
      import { fetchImage } from ${JSON.stringify(new URL('../../../../../drivers/qemu/images/fetch-image.ts', import.meta.url).href)};
      const got = await fetchImage(${JSON.stringify({ ...asked, checksum: undefined })}, {
        signal: new AbortController().signal,
        cacheDirectory: ${JSON.stringify(context.cacheDirectory)},
        environment: process.env,
        progress: () => undefined,
      });
      console.log(got.file);`;
    const run = promisify(execFile);
    const others = [
      fetchImage(asked, context),
      run(process.execPath, ['--input-type=module', '-e', program]).then(({ stdout }) => stdout.trim()),
      run(process.execPath, ['--input-type=module', '-e', program]).then(({ stdout }) => stdout.trim()),
    ];
    await expect.poll(() => waits).toContain('waiting for another saltern to download the image');
    abort.abort(new Error('Ctrl-C'));

    await expect(held).rejects.toThrow('Ctrl-C');
    const [first, second, third] = await Promise.all(others);

    const { file } = await fetchImage(asked, context);
    expect([first, second, third]).toEqual([expect.objectContaining({ file }), file, file]);
    // The one who was aborted, and the one of the others who went on.
    expect(server.of('/c9s.raw')).toHaveLength(2);
  });

  it('cause one request', async () => {
    await using server = await fileServer({ '/c9s.qcow2': { body: image } });
    using context = imageContext();
    const asked = source(`${server.url}/c9s.qcow2`, { sha256: digest });

    const all = await Promise.all([fetchImage(asked, context), fetchImage(asked, context), fetchImage(asked, context)]);

    expect(new Set(all.map((one) => one.file)).size).toBe(1);
    expect(server.seen).toHaveLength(1);
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { listedNames, newestOf } from '../../../../../drivers/qemu/images/resolve-newest.ts';
import { imageContext, source } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk } from './tiny-image.ts';

describe('newestOf', () => {
  it('counts numbers as numbers', () => {
    const rising = ['m-9', 'n-20240402-11', 'n-20240403', 'n-20240403-9', 'n-20240403-09b', 'n-20240403-10'];

    const newest = rising.map((_, index) => newestOf(rising.slice(0, index + 1).toReversed(), '*'));

    expect(newest).toEqual(rising);
  });

  it('judges what the star stands for, and nothing that does not match', () => {
    expect(newestOf(['x-10.qcow2', 'x-10.1.qcow2', 'x-9.qcow2', 'x-11.qcow2.sha256', 'y-12.qcow2'], 'x-*.qcow2')).toBe(
      'x-10.1.qcow2',
    );
    expect(newestOf(['x.(1)', 'xa(1)'], 'x.(*)')).toBe('x.(1)');
    expect(newestOf(['a'], 'b*')).toBeUndefined();
  });
});

describe('listedNames', () => {
  it('reads the index pages of Apache and nginx', () => {
    const html = `<h1>Index of /n/</h1><a href="?C=N;O=D">Name</a> <a href="/">Parent</a> <a href="../">../</a>
      <a href="c9s-1/">c9s-1/</a> <A class=x HREF='c9s-2/'>2</A> <a href=c9s-3/>3</a> <a href="/n/c9s-4/">4</a>
      <a href="http://elsewhere.invalid/n/c9s-5/">5</a> <a href="a%20b&amp;c&#x2b;d">x</a> <a href="deep/er/">6</a>
      <a href="c9s-1/">again</a> <a href="%2e%2e%2fetc">7</a> <a href="%zz">8</a>`;

    expect(listedNames(html, 'http://mirror.test/n/')).toEqual(['c9s-1', 'c9s-2', 'c9s-3', 'c9s-4', 'a b&c+d']);
  });
});

describe('a location with a star', () => {
  const listing = (names: readonly string[]) => ({
    body: names.map((name) => `<a href="${name}">${name}</a>`).join('\n'),
  });

  it("is the newest of a server's nights", async () => {
    const disk = rawDisk(4096);
    await using server = await fileServer({
      '/nightly/': listing(['c9s-nightly-20240403-9/', 'c9s-nightly-20240403-10/', 'c10s-nightly-20250101-1/']),
      '/nightly/c9s-nightly-20240403-10/x.raw': { body: disk },
      '/nightly/c9s-nightly-20240403-10/SHA256SUMS': { body: `${sha256(disk)} *x.raw\n` },
    });
    using context = imageContext();

    const got = await fetchImage(source(`${server.url}/nightly/c9s-nightly-*/x.raw`), context);

    expect(got).toMatchObject({
      location: `${server.url}/nightly/c9s-nightly-20240403-10/x.raw`,
      digest: `sha256:${sha256(disk)}`,
    });
  });

  it('is looked up each time, and a later night is fetched', async () => {
    await using server = await fileServer({
      '/n/': listing(['d-1.raw']),
      '/n/d-1.raw': { body: rawDisk(1024), etag: '"1"' },
    });
    using context = imageContext();
    const first = await fetchImage(source(`${server.url}/n/d-*.raw`), context);
    server.pages.set('/n/', listing(['d-1.raw', 'd-2.raw']));
    server.pages.set('/n/d-2.raw', { body: rawDisk(1024, 'second') });

    const second = await fetchImage(source(`${server.url}/n/d-*.raw`), context);

    expect([first.location, second.location]).toEqual([`${server.url}/n/d-1.raw`, `${server.url}/n/d-2.raw`]);
  });

  it('is the newest of a local folder', async () => {
    using context = imageContext();
    for (const night of ['n-9', 'n-10', 'n-2']) {
      await mkdir(join(context.directory, 'built', night), { recursive: true });
      await writeFile(join(context.directory, 'built', night, 'x.raw'), rawDisk(1024, night));
    }

    const got = await fetchImage(source(join(context.directory, 'built', 'n-*', 'x.raw')), context);

    expect(got.location).toBe(join(context.directory, 'built', 'n-10', 'x.raw'));
    expect(got.digest).toBe(`sha256:${sha256(rawDisk(1024, 'n-10'))}`);
  });

  it('is refused when nothing matches, or when it has stars in two segments', async () => {
    await using server = await fileServer({ '/n/': listing(['d-1.raw']) });
    using context = imageContext();

    await expect(fetchImage(source(`${server.url}/n/e-*.raw`), context)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: `Nothing in '${server.url}/n/' matches 'e-*.raw'`,
    });
    await expect(fetchImage(source(`${server.url}/*/e-*.raw`), context)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
    });
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fetchOnedir } from '../../../../src/provision/stages/fetch-onedir.ts';
import { fileServer, type FileServer } from '../../../support/file-server.ts';
import { sha256, someBytes } from '../../../support/some-bytes.ts';

const tar = someBytes(1_000_000, 'the tar');
const gz = gzipSync(tar);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'saltern-onedir-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

describe('a onedir from a server', () => {
  it('is downloaded once, also for many at once, and unpacked: a guest may not be able to', async () => {
    await using server = await fileServer({ '/salt.tar.gz': { body: gz } });

    const paths = await Promise.all([1, 2, 3].map(() => fetch(at(server, '/salt.tar.gz'), sha256(gz))));
    const again = await fetch(at(server, '/salt.tar.gz'), sha256(gz));

    expect(new Set([...paths, again]).size).toBe(1);
    expect((await readFile(again)).equals(tar)).toBe(true);
    expect(server.seen).toHaveLength(1);
    expect(await kept()).toEqual([`${sha256(gz)}.tar`]);
  });

  it('is gone on with where an earlier try was cut off', async () => {
    await using server = await fileServer({ '/salt.tar.gz': { body: gz, etag: '"one"', cutAfter: 400_000 } });
    const place = at(server, '/salt.tar.gz');

    await expect(fetch(place, sha256(gz))).rejects.toMatchObject({ code: 'SALT_DOWNLOAD', isTransient: true });
    const path = await fetch(place, sha256(gz));

    expect(server.seen.map(({ status }) => status)).toEqual([200, 206]);
    expect((await readFile(path)).equals(tar)).toBe(true);
    expect(await kept()).toEqual([`${sha256(gz)}.tar`]);
  });

  it('that falls silent is given up, and worth another try', async () => {
    await using server = await fileServer({ '/salt.tar.gz': { body: gz, holdAfter: 1000 } });

    const fetching = fetch(at(server, '/salt.tar.gz'), sha256(gz), { stallMs: 200 });

    await expect(fetching).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      isTransient: true,
      message: expect.stringContaining('has sent nothing for 0.2 s'),
    });
  });

  it('is refused with another content than the pinned one, and nothing of it is kept', async () => {
    await using server = await fileServer({ '/salt.tar.gz': { body: gz } });

    const fetching = fetch(at(server, '/salt.tar.gz'), '0'.repeat(64));

    await expect(fetching).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      isTransient: false,
      message: expect.stringContaining('another sha256'),
    });
    expect(await kept()).toEqual([]);
  });

  it('is refused when it is no archive, and nothing of it is kept', async () => {
    await using server = await fileServer({ '/salt.tar.gz': { body: 'Sign in' } });

    const fetching = fetch(at(server, '/salt.tar.gz'), sha256('Sign in'));

    await expect(fetching).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      message: expect.stringContaining('cannot be unpacked'),
    });
    expect(await kept()).toEqual([]);
  });

  it('that is not there is told with what the server answered', async () => {
    await using server = await fileServer({});

    await expect(fetch(at(server, '/gone.tar.gz'), '0'.repeat(64))).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      message: expect.stringContaining('404'),
      hint: 'Check the address of the onedir.',
    });
  });

  it('is kept as it comes when the guest unpacks it itself', async () => {
    await using server = await fileServer({ '/salt.tar.xz': { body: 'xz' } });

    const path = await fetch(`${at(server, '/salt.tar.xz')}?token=1`, sha256('xz'));

    expect(await kept()).toEqual([`${sha256('xz')}.tar.xz`]);
    expect(await readFile(path, 'utf8')).toBe('xz');
  });
});

describe('a onedir of several frames of zstd', () => {
  const pieces = [tar.subarray(0, 1000), tar.subarray(1000, 2000), tar.subarray(2000, 700_000), tar.subarray(700_000)];
  const frames = Buffer.concat(pieces.map((piece) => zstdCompressSync(piece)));

  it('is unpacked whole, from a server', async () => {
    await using server = await fileServer({ '/salt.tar.zst': { body: frames } });

    const path = await fetch(at(server, '/salt.tar.zst'), sha256(frames));

    expect((await readFile(path)).equals(tar)).toBe(true);
  });

  it('is unpacked whole, from a path', async () => {
    const file = join(root, 'salt.tar.zst');
    await writeFile(file, frames);

    const path = await fetch(file, sha256(frames));

    expect((await readFile(path)).equals(tar)).toBe(true);
  });
});

describe('a onedir on this machine', () => {
  it.each([
    ['tar', tar],
    ['tgz', gz],
    ['tar.bz2', execFileSync('bzip2', ['-c'], { input: tar, maxBuffer: 1e8 })],
  ])('is unpacked from a .%s and kept', async (suffix, body) => {
    const file = join(root, `salt.${suffix}`);
    await writeFile(file, body);

    const path = await fetch(file, sha256(body));

    expect((await readFile(path)).equals(tar)).toBe(true);
    expect(await kept()).toEqual([`${sha256(body)}.tar`]);
  });

  it('stays where it is when packed with xz, and is verified again when it has changed', async () => {
    const xz = join(root, 'salt.xz');
    await writeFile(xz, tar);

    const first = await fetch(xz, sha256(tar));
    const again = await fetch(xz, sha256(tar));
    await writeFile(xz, 'other');
    await utimes(xz, 1, 1);

    expect([first, again]).toEqual([xz, xz]);
    expect(await kept()).toEqual([`${sha256(tar)}.verified`]);
    await expect(fetch(xz, sha256(tar))).rejects.toMatchObject({ code: 'SALT_DOWNLOAD' });
  });

  it('that is not there is named', async () => {
    await expect(fetch(join(root, 'gone.tar'), sha256(tar))).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      message: `Salt's onedir '${root}/gone.tar' cannot be read`,
    });
  });

  it('of another content than the pinned one is refused', async () => {
    const file = join(root, 'salt.tar');
    await writeFile(file, 'other');

    await expect(fetch(file, sha256(tar))).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      details: [`expected ${sha256(tar)}`, `found    ${sha256('other')}`],
    });
    expect(await kept()).toEqual([]);
  });
});

function at(server: FileServer, path: string): string {
  return `${server.url}${path}`;
}

async function kept(): Promise<readonly string[]> {
  return (await readdir(join(root, 'cache/salt'))).toSorted();
}

async function fetch(location: string, digest: string, limit?: { readonly stallMs: number }): Promise<string> {
  const context = {
    signal: new AbortController().signal,
    cacheDirectory: join(root, 'cache'),
    environment: process.env,
    progress: () => undefined,
  };
  return await fetchOnedir({ from: 'onedir', version: '3007.15', location, sha256: digest }, context, limit);
}

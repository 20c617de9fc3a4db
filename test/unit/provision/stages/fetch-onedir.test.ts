import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchOnedir } from '../../../../src/provision/stages/fetch-onedir.ts';

const TAR = Buffer.from('the tar');
let root: string;
let server: Server;
let asked: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-onedir-'));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/salt.tar.gz') response.end(gzipSync(TAR));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

function at(path: string): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${path}`;
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

async function fetch(location: string, digest: string): Promise<string> {
  const context = { signal: new AbortController().signal, cacheDirectory: join(root, 'cache'), progress: () => {} };
  return fetchOnedir({ from: 'onedir', version: '3007.15', location, sha256: digest }, context);
}

describe('fetchOnedir', () => {
  it('downloads once, also for many at once, and unpacks what a guest may not be able to', async () => {
    const digest = sha256(gzipSync(TAR));

    const paths = await Promise.all([1, 2, 3].map(() => fetch(at('/salt.tar.gz'), digest)));
    const again = await fetch(at('/salt.tar.gz'), digest);

    expect(new Set([...paths, again]).size).toBe(1);
    expect(await readFile(again)).toEqual(TAR);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(await readdir(join(root, 'cache/salt'))).toEqual([`${digest}.tar`]);
  });

  it('refuses another content than the pinned one, and keeps nothing of it', async () => {
    const fetching = fetch(at('/salt.tar.gz'), '0'.repeat(64));

    await expect(fetching).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      message: expect.stringContaining('another sha256'),
    });
    expect(await readdir(join(root, 'cache/salt'))).toEqual([]);
  });

  it('says what the server answered', async () => {
    await expect(fetch(at('/gone.tar.gz'), '0'.repeat(64))).rejects.toMatchObject({
      code: 'SALT_DOWNLOAD',
      message: expect.stringContaining('404'),
    });
  });

  it('reads zstd from a path, and leaves xz where it is once it is verified', async () => {
    const zst = join(root, 'salt.tar.zst');
    const xz = join(root, 'salt.tar.xz');
    await writeFile(zst, zstdCompressSync(TAR));
    await writeFile(xz, TAR);

    const unpacked = await fetch(zst, sha256(zstdCompressSync(TAR)));
    const kept = await fetch(xz, sha256(TAR));
    await writeFile(xz, 'other');
    await utimes(xz, 1, 1);

    expect(await readFile(unpacked)).toEqual(TAR);
    expect(kept).toBe(xz);
    await expect(fetch(xz, sha256(TAR))).rejects.toMatchObject({ code: 'SALT_DOWNLOAD' });
  });
});

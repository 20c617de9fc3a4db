import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { download, type DownloadRequest, type FetchContext } from '../../../../src/base/fetch/download.ts';
import { fileServer, type FileServer } from '../../../support/file-server.ts';
import { sha256, someBytes } from '../../../support/some-bytes.ts';

const body = someBytes(2_000_000);
const digest = sha256(body);

it('goes on where an earlier try was cut off', async () => {
  await using server = await fileServer({ '/file': { body, etag: '"one"', cutAfter: 700_000 } });
  const request = requestOf(server);

  const cut = download(request, context());
  await expect(cut).rejects.toMatchObject({ name: 'BaseError', kind: 'transfer', isTransient: true });
  const got = await download(request, context());

  expect(got).toEqual({ sha256: digest, validator: { etag: '"one"' }, isResumed: true });
  expect(await readFile(request.part)).toEqual(body);
  expect(server.of('/file').map((one) => one.status)).toEqual([200, 206]);
});

it('takes what is there when only its end had not been noticed', async () => {
  await using server = await fileServer({ '/file': { body, etag: '"one"' } });
  const request = requestOf(server);
  await download(request, context());

  const again = await download(request, context());

  expect(again).toMatchObject({ sha256: digest, isResumed: true });
  expect(server.of('/file').map((one) => one.status)).toEqual([200, 416]);
});

it('asks nobody when what is there has the digest that it must have', async () => {
  await using server = await fileServer({ '/file': { body, etag: '"one"' } });
  const request = { ...requestOf(server), expected: digest };
  await download(request, context());

  await download(request, context());

  expect(server.seen).toHaveLength(1);
});

it('fetches nothing while the copy that we have is still the one there', async () => {
  await using server = await fileServer({ '/file': { body, etag: '"one"' } });

  const got = await download({ ...requestOf(server), known: { etag: '"one"' } }, context());

  expect(got).toBe('unchanged');
});

it('gives up a server that falls silent', async () => {
  await using server = await fileServer({ '/file': { body, holdAfter: 1000 } });

  const getting = download({ ...requestOf(server), stallMs: 200 }, context());

  await expect(getting).rejects.toMatchObject({
    kind: 'transfer',
    isTransient: true,
    message: expect.stringContaining('has sent nothing for 0.2 s'),
  });
});

it.each([
  [404, false, 'Ask somebody.'],
  [410, false, 'Ask somebody.'],
  [403, false, expect.stringContaining('credentials')],
  [429, true, expect.stringContaining('try again later')],
  [503, true, expect.stringContaining('try again later')],
])('tells of an answer %i with a hint that fits', async (status, isTransient, hint) => {
  await using server = await fileServer({ '/file': { status, body: 'no' } });

  const getting = download({ ...requestOf(server), missingHint: 'Ask somebody.' }, context());

  await expect(getting).rejects.toMatchObject({ kind: 'transfer', isTransient, hint });
});

it('hints at a proxy that Node does not use by itself', async () => {
  const request = { ...requestOf(undefined), url: new URL('http://127.0.0.1:9/file') };

  const getting = download(request, context({ environment: { https_proxy: 'http://proxy:3128' } }));

  await expect(getting).rejects.toMatchObject({ hint: expect.stringContaining('NODE_USE_ENV_PROXY=1') });
});

it('does not begin with what the disk has no room for', async () => {
  const headers = { 'content-length': '1152921504606846976' };
  await using server = await fileServer({ '/file': { body, headers, holdAfter: 1000 } });

  const getting = download(requestOf(server), context());

  await expect(getting).rejects.toMatchObject({
    kind: 'space',
    message: expect.stringMatching(/for 'a file', which needs 1099511627776 MiB \(\d+ bytes\)$/),
  });
});

function requestOf(server: FileServer | undefined): DownloadRequest {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-download-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = new URL(`${server?.url ?? 'http://nowhere.invalid'}/file`);
  return { url, title: 'a file', part: join(folder, 'x.part'), expected: undefined, known: undefined };
}

function context(change: Partial<FetchContext> = {}): FetchContext {
  return { signal: new AbortController().signal, environment: {}, progress: () => undefined, ...change };
}

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeApp } from '../../../support/fake-app.ts';
import { fileServer } from '../../../support/file-server.ts';
import { findingsOf, projectWith } from './scene.ts';

const SALT = /^(Salt|Clock)/;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it.each([
  ['the page for people', '<a href="../../packages/salt-3007.15.tar.gz#sha256=0">salt-3007.15.tar.gz</a>'],
  ['the page for programs', '{"files":[{"filename":"salt-3007.15-py3-none-any.whl"}]}'],
])('a version of pip is looked for in the index that prepare names, in %s', async (_, body) => {
  await using server = await fileServer({ '/simple/salt/': { body } });
  const prepare = { environment: { PIP_INDEX_URL: `${server.url}/simple` } };
  const index = `'${server.url}/simple' (PIP_INDEX_URL of prepare)`;

  expect(await findingsOf(projectWith({ salt: 3007.15, prepare }), SALT)).toEqual([`pass ${index} has it`]);
  expect(await findingsOf(projectWith({ salt: '3007.1', prepare }), SALT)).toEqual([
    `fail ${index} answers, and has no such version`,
  ]);
});

it('an index without Salt, and one that does not answer, are told apart', async () => {
  await using server = await fileServer({});
  const at = (url: string) => ({ salt: 3007.15, prepare: { environment: { PIP_INDEX_URL: url } } });

  expect(await findingsOf(projectWith(at(server.url)), SALT)).toEqual([
    expect.stringMatching(/^fail .* has no such version$/),
  ]);
  expect(await findingsOf(projectWith(at('http://127.0.0.1:9/')), SALT)).toEqual([
    expect.stringMatching(/^warn .* cannot be reached/),
  ]);
});

it('an index whose date is another one than ours is told', async () => {
  await using server = await fileServer({
    '/salt/': { body: 'salt-3007.15.tar.gz', headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' } },
  });
  const now = () => Date.parse('2026-01-01T01:00:00Z');
  const more = { salt: 3007.15, prepare: { environment: { PIP_INDEX_URL: server.url } } };

  expect(await findingsOf(projectWith(more, { now }), SALT)).toContain(
    "warn ours is 3600 s ahead of that of Salt's index",
  );
});

it('what guests reach through a proxy of their own is not looked at', async () => {
  const prepare = { environment: { HTTPS_PROXY: 'http://proxy.example:3128' } };

  expect(await findingsOf(projectWith({ salt: 3007.15, prepare }), SALT)).toEqual([
    "pass from 'https://pypi.org/simple' through a proxy of the guests alone: not looked at",
  ]);
});

it('a onedir tarball is the one that is pinned, another one, gone, or in the cache', async () => {
  const { cwd } = fakeApp({ 'salt.tar': 'salt' });
  const path = join(cwd, 'salt.tar');
  const at = (location: string, digest: string) =>
    projectWith({ salt: { from: 'onedir', version: '3007.15', location, sha256: digest } });
  const cached = at('/gone.tar', sha256('other'));
  mkdirSync(join(cached.cacheDirectory, 'salt'), { recursive: true });
  writeFileSync(join(cached.cacheDirectory, 'salt', `${sha256('other')}.tar`), 'other');

  expect(await findingsOf(at(path, sha256('salt')), SALT)).toEqual([`pass '${path}' is the file that is pinned`]);
  expect(await findingsOf(at(path, sha256('other')), SALT)).toEqual([expect.stringMatching(/^fail .* is pinned$/)]);
  expect(await findingsOf(at('/gone.tar', sha256('salt')), SALT)).toEqual(["fail there is no file '/gone.tar'"]);
  expect(await findingsOf(cached, SALT)).toEqual(['pass is in the cache']);
});

it('a onedir on a server is asked for, not fetched', async () => {
  await using server = await fileServer({ '/salt.tar.xz': { body: 'x'.repeat(1000) } });
  const at = (name: string) =>
    projectWith({
      salt: { from: 'onedir', version: '3007.15', location: `${server.url}/${name}`, sha256: '0'.repeat(64) },
    });

  expect(await findingsOf(at('salt.tar.xz'), SALT)).toEqual([
    expect.stringMatching(/^pass .* answers; its sha256 is checked/),
  ]);
  expect(await findingsOf(at('gone.tar.xz'), SALT)).toEqual([expect.stringMatching(/^fail .* answered 404/)]);
});

it('the true image of an old release is known to have no Python for pip', async () => {
  const platforms = { 'centos-7': { fake: { image: 'quay.io/centos/centos:7' } } };

  expect(
    await findingsOf(
      projectWith({ salt: 3006.28, platforms, prepare: { environment: { HTTPS_PROXY: 'http://p' } } }),
      SALT,
    ),
  ).toContain("fail 'quay.io/centos/centos:7' has Python 2.7, which is too old for Salt 3006.28 by pip");
});

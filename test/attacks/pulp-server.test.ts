import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ErrorCode } from '../../src/contract/errors.ts';
import type { SourceMember } from '../../src/contract/source.ts';
import { openPool } from '../../src/snapshot/pool/open-pool.ts';
import { prepareRoot } from '../../src/snapshot/root/prepare-root.ts';
import { LAYOUT } from '../../src/snapshot/root/snapshot-layout.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { honestAnswers, pretendPulp, type PretendedAnswer } from '../support/pretended-pulp.ts';

/* A Pulp, or what stands in its place, that lies. */

const { signal } = new AbortController();
const API = '/pulp/api/v3';
const TASK = `${API}/tasks/1/`;
const ENVIRONMENT = { PULP_USER: 'jane', PULP_PASSWORD: 'hunter2', ORGANIZATION: 'ops' };
const CREDENTIALS = {
  'user-env': 'PULP_USER',
  'password-env': 'PULP_PASSWORD',
  header: { name: 'x-organization', 'value-env': 'ORGANIZATION' },
};

async function open(url: string, more: Readonly<Record<string, unknown>> = {}): Promise<[SourceMember, string]> {
  const root = await mkdtemp(join(tmpdir(), 'saltern-pulp-'));
  await prepareRoot(root);
  const config = { url, repositories: { base9: 'base9' }, ...CREDENTIALS, ...more };
  const source = await openSource({ name: 'pulp', config }, { root, environment: ENVIRONMENT });
  return [await source.open('base9', { pool: openPool(root), notes: LAYOUT.notes(root) }, { signal }), root];
}

const endless: PretendedAnswer = (request, response) => {
  const piece = Buffer.alloc(2 ** 20, 'x');
  const write = (): void => {
    while (!request.socket.destroyed && response.write(piece));
  };
  response.on('drain', write);
  write();
};

const REPOSITORIES = `GET ${API}/repositories/rpm/rpm/`;
const PUBLICATIONS = `GET ${API}/publications/rpm/rpm/`;
const DISTRIBUTIONS = `GET ${API}/distributions/rpm/rpm/`;
const PUBLISH = { [PUBLICATIONS]: { next: null, results: [] }, [`POST ${API}/publications/rpm/rpm/`]: { task: TASK } };

it.each<[string, Readonly<Record<string, PretendedAnswer>>, RegExp, ErrorCode?]>([
  ['a page of a proxy instead of JSON', { [REPOSITORIES]: '<html>\nsign in' }, /does not answer as Pulp does: <html>$/],
  ['JSON of another shape', { [REPOSITORIES]: { results: [{ name: 7 }] } }, /does not answer as Pulp does/],
  ['an answer that never ends', { [REPOSITORIES]: endless }, /broke off/, 'SOURCE_UNREACHABLE'],
  [
    'a table of contents that never ends',
    { 'GET /content/repodata/repomd.xml': endless },
    /is larger than any such file/,
  ],
  [
    'nothing at all',
    { [REPOSITORIES]: (request) => void request.socket.destroy() },
    /cannot be reached/,
    'SOURCE_UNREACHABLE',
  ],
  ['a Pulp that has trouble', { [REPOSITORIES]: 502 }, /answered 502/, 'SOURCE_UNREACHABLE'],
  ['a user who may not', { [REPOSITORIES]: 403 }, /answered 403/],
  ['a place where no Pulp is', { [REPOSITORIES]: 404 }, /answered 404/],
  ['a repository without a version', { [REPOSITORIES]: { results: [emptyRepository()] } }, /'base9' of '.*' is empty/],
  [
    'a task that says a page of why it failed',
    { ...PUBLISH, [`GET ${TASK}`]: { state: 'failed', error: { description: 'no\nroom\nleft' } } },
    /ended as failed: no$/,
    'SOURCE_UNREACHABLE',
  ],
  ['a task that is gone', PUBLISH, /The task '.*' is gone/, 'SOURCE_UNREACHABLE'],
  [
    'a redirect to a file of this machine',
    { 'GET /content/repodata/repomd.xml': redirect('file:///etc/passwd') },
    /redirects to 'file:\/\/…', which is not followed/,
  ],
  [
    'a redirect in a circle',
    { 'GET /content/repodata/repomd.xml': redirect('/content/repodata/repomd.xml') },
    /redirects more than 5 times/,
  ],
  ['a guard that lets nobody in', { 'GET /content/repodata/repomd.xml': 403 }, /repomd\.xml' answered 403/],
])('takes nothing from %s', async (_, answers, message, code = 'SNAPSHOT_SOURCE') => {
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), ...answers }));

  await expect(open(server.url)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

it('asks for an endless list no longer than there can be one', async () => {
  const page = { next: 'more', results: [{ pulp_href: '/1/', pulp_created: '2026' }] };
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), [PUBLICATIONS]: page }));

  await open(server.url).catch(() => undefined);

  expect(server.seen.filter(({ asked }) => asked.startsWith(PUBLICATIONS)).length).toBe(50);
});

it('calls a task off that does not end: it must not be done when nobody expects it any more', async () => {
  const answers = { ...PUBLISH, [`GET ${TASK}`]: { state: 'running' }, [`PATCH ${TASK}`]: { state: 'canceled' } };
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), ...answers }));

  const opening = open(server.url, { 'task-limit': '1s' });

  await expect(opening).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', isTransient: true });
  expect(server.seen.at(-1)?.asked).toBe(`PATCH ${TASK}`);
});

it('says that a 400 may be about the certificate: what stands before Pulp answers so to a wrong one', async () => {
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), [REPOSITORIES]: 400 }));

  await expect(open(server.url)).rejects.toMatchObject({ hint: expect.stringContaining('client certificate') });
});

it('gives up a Pulp that takes what is asked and says nothing', async () => {
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), [REPOSITORIES]: () => undefined }));

  await expect(open(server.url, { timeout: '1s' })).rejects.toMatchObject({
    code: 'SOURCE_UNREACHABLE',
    message: expect.stringContaining('cannot be reached, or the connection broke off'),
    details: ['nothing came in 1 s'],
    isTransient: true,
  });
});

it('sends credentials to Pulp, and to nobody whom it redirects to', async () => {
  await using other = await pretendPulp(() => ({ 'GET /repomd.xml': '<repomd/>' }));
  const guarded = { results: [{ ...distribution(''), content_guard: `${API}/contentguards/core/rbac/1/` }] };
  await using server = await pretendPulp((url) => ({
    ...honestAnswers(url),
    [DISTRIBUTIONS]: { ...guarded, results: [{ ...guarded.results[0], base_url: `${url}/content/` }] },
    'GET /content/repodata/repomd.xml': redirect(`${other.url}/repomd.xml`),
  }));

  await open(server.url);

  expect(server.seen.map(({ login, header }) => [typeof login, typeof header])).toEqual(
    server.seen.map(() => ['string', 'string']),
  );
  expect(other.seen).toEqual([{ asked: 'GET /repomd.xml', login: undefined, header: undefined }]);
});

it('sends nothing to another host that an href names, whoever wrote it', async () => {
  await using other = await pretendPulp(() => ({}));
  const elsewhere = `//${new URL(other.url).host}/x/`;
  await using server = await pretendPulp((url) => ({
    ...honestAnswers(url),
    ...PUBLISH,
    [`POST ${API}/publications/rpm/rpm/`]: { task: `${other.url}/task/` },
  }));

  const opened = await Promise.allSettled([open(server.url), open(server.url, { repositories: { base9: elsewhere } })]);

  const reason = { message: expect.stringContaining('so nothing is sent there') as string };
  expect(opened).toMatchObject([{ reason }, { reason }]);
  expect(other.seen).toEqual([]);
});

it.each<[string, PretendedAnswer, string, string]>([
  ['longer than the metadata says', 'x'.repeat(100), 'damaged', 'is damaged: it has more than 10 bytes'],
  ['endless', endless, 'damaged', 'is damaged: it has more than 10 bytes'],
  ['shorter', 'x', 'damaged', 'is damaged: it has 1 bytes, the metadata says 10'],
  ['of other bytes', 'y'.repeat(10), 'damaged', 'is damaged: its sha256 is'],
  ['lost by its store', 500, 'missing', 'is missing'],
  ['gone', 404, 'missing', 'is missing'],
])('puts no package into the pool that is %s', async (_, answer, kind, message) => {
  await using server = await pretendPulp((url) => ({ ...honestAnswers(url), 'GET /content/a%2B%2B.rpm': answer }));
  const [member, root] = await open(server.url);
  const checksum = { type: 'sha256', hex: '0'.repeat(64) } as const;

  const adding = member.add({ path: 'a++.rpm', size: 10, checksum });

  await expect(adding).rejects.toMatchObject({ name: 'WrongFile', kind, message: expect.stringContaining(message) });
  expect(await readdir(LAYOUT.poolTemporary(root))).toEqual([]);
});

it.each([500, 503])(
  'takes a Pulp that answers %i to all for one that lacks neither packages nor signatures',
  async (status) => {
    const broken = ['a.rpm', 'repodata/repomd.xml', 'repodata/repomd.xml.asc'].map((path) => [
      `GET /content/${path}`,
      status,
    ]);
    let isBroken = false;
    await using server = await pretendPulp((url) => ({
      ...honestAnswers(url),
      ...(isBroken ? Object.fromEntries(broken) : {}),
    }));
    const [member] = await open(server.url);
    isBroken = true;

    const unknown = { code: 'SOURCE_UNREACHABLE', isTransient: true };
    await expect(member.add({ path: 'a.rpm', size: 10, checksum: undefined })).rejects.toMatchObject(unknown);
    await expect(member.others()).rejects.toMatchObject(unknown);
  },
);

it.each<[string, Record<string, unknown>, RegExp]>([
  ['a variable that is not set', { 'password-env': 'NOT_SET' }, /The environment has no 'NOT_SET'/],
  ['credentials in the URL', { url: 'https://jane:hunter2@pulp.example' }, /without user, password/],
  ['another kind of URL', { url: 'file:///srv/pulp' }, /an http\(s\) URL/],
  ['a certificate that is not there', { ca: '/nowhere/ca.pem' }, /ca\.pem/],
])('refuses %s, and says no secret', async (_, more, message) => {
  const opening = open('https://pulp.example', more);

  await expect(opening).rejects.toMatchObject({
    code: 'SNAPSHOT_SOURCE',
    message: expect.stringMatching(message),
  });
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
});

function redirect(location: string): PretendedAnswer {
  return (_, response) => void response.writeHead(302, { location }).end();
}

function emptyRepository() {
  const href = `${API}/repositories/rpm/rpm/1/`;
  return { pulp_href: href, name: 'base9', latest_version_href: `${href}versions/0/` };
}

function distribution(url: string) {
  const [href, publication] = [`${API}/distributions/rpm/rpm/1/`, `${API}/publications/rpm/rpm/1/`];
  return { pulp_href: href, name: 'saltern-source-base9', base_url: `${url}/content/`, publication };
}

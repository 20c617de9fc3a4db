import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findDistribution } from '../../src/base/pulp/find-distribution.ts';
import type { Pulp } from '../../src/base/pulp/open-pulp.ts';
import type { ErrorCode } from '../../src/contract/errors.ts';
import type { TargetContext, TargetMove } from '../../src/contract/target.ts';
import type { Source } from '../../src/contract/source.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { type Certificate, makeCertificate } from '../support/make-certificate.ts';
import { pulpProxy, type PulpProxy } from '../support/pulp-proxy.ts';
import { namedPulp, sharedPulp } from '../support/pulp-scene.ts';
import { openPulpTarget, type PulpTargetScene } from '../support/pulp-target-scene.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';
import { fillPulp, talkTo } from '../testbed/pulp/fill-pulp.ts';

/* A Pulp behind a server that asks for client certificates, as Pulp's own nginx does, with guards that look at them. */

const { signal } = new AbortController();
const [A, B] = ['20261122T013000', '20261123T013000'];

let folder: string;
let front: PulpProxy;
/** Of the server; of a client that the guard knows; of one that only the server knows; of one that nobody knows. */
let own: Certificate, known: Certificate, guest: Certificate, stranger: Certificate;
let pulp: Pulp;
let repository: string;
let scene: PulpTargetScene;
let context: TargetContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-guards-'));
  [own, known, guest, stranger] = await Promise.all([
    certificate('own'),
    certificate('known'),
    certificate('guest'),
    certificate('stranger'),
  ]);
  const { url, content } = sharedPulp();
  const { cert, key } = own;
  const tls = { cert, key, ca: [known.cert, guest.cert], requestCert: true, rejectUnauthorized: true };
  front = await pulpProxy(url, () => 'on', { content, tls, headers: showCertificate });
  pulp = await talkTo(sharedPulp());
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.5' }]);
  repository = `base-${randomUUID()}`;
  await fillPulp(sharedPulp(), { [repository]: join(folder, 'base-latest') });
  scene = await openPulpTarget();
  context = {
    signal,
    taken: scene.taken,
    locate: (id, member) => `/nowhere/${id}/${member}`,
    members: () => Promise.resolve(['base', 'extras']),
    notes: '/nowhere',
    tell: () => {},
  };
});
beforeEach(async () => await scene.reset());
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('a source behind client certificates', () => {
  it('is read by a certificate alone, of which its X.509 guard knows the authority', async () => {
    const guard = await makeGuard('certguard/x509', { ca_certificate: known.cert });

    const source = await openBase({ ...shown(known), guard });

    expect(await source.metadataDigest('base', { signal })).toMatch(/^sha256:/);
  });

  it.each<[string, () => Readonly<Record<string, unknown>>, ErrorCode, string]>([
    ['without one', () => ({ ca: own.certFile }), 'SNAPSHOT_SOURCE', "Check 'client-cert' and 'client-key'"],
    // Node's server hangs up on it, and says nothing.
    ['with one of a stranger', () => shown(stranger), 'SOURCE_UNREACHABLE', 'the certificates'],
    [
      'by whoever does not know the server',
      () => ({}),
      'SNAPSHOT_SOURCE',
      "Name the authority that signed it with 'ca'",
    ],
  ])('is not read %s, and says what to look at', async (_, more, code, hint) => {
    const source = await openBase(more());

    await expect(source.metadataDigest('base', { signal })).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
  });

  it('is not read with a certificate that the server knows and the X.509 guard does not', async () => {
    const guard = await makeGuard('certguard/x509', { ca_certificate: known.cert });
    const source = await openBase({ ...shown(guest), guard });

    await expect(source.metadataDigest('base', { signal })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringContaining('answered 403'),
      hint: expect.stringContaining('content guard'),
    });
  });
});

describe('a target whose distributions get a guard with the move', () => {
  it.each(['certguard/x509', 'core/rbac', 'core/header'] as const)('of %s moves all of them', async (kind) => {
    const guard = await makeGuard(kind, kind === 'certguard/x509' ? { ca_certificate: known.cert } : {});
    const target = await scene.open(
      { ...(kind === 'certguard/x509' ? { ...shown(known), url: front.url } : {}), ...header, guard },
      environment,
    );

    await target.move(move(undefined, A, 1), context);
    await target.move(move(A, B, 2), context);

    expect(await target.at('stable', context)).toEqual({ kind: 'at', id: B });
    expect(await guards()).toEqual([expect.stringContaining(kind), expect.stringContaining(kind)]);
    // Nobody else is let in.
    expect(await scene.clients()).toEqual([]);
  });

  it('of X.509 moves none of them where it would not let us look at what it serves', async () => {
    const guard = await makeGuard('certguard/x509', { ca_certificate: known.cert });
    await scene.target.move(move(undefined, A, 1), context);
    const target = await scene.open({ ...shown(guest), url: front.url, guard });

    await expect(target.move(move(A, B, 2), context)).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      hint: expect.stringContaining('content guard'),
    });

    expect(await guards()).toEqual([null, null]);
    expect(await scene.clients()).toEqual([A, A]);
  });
});

const header = { header: { name: 'x-organization', 'value-env': 'ORGANIZATION' } };
const environment = { ...namedAs(), ORGANIZATION: 'ops' };

function namedAs(): Readonly<Record<string, string>> {
  return namedPulp(sharedPulp()).environment;
}

async function certificate(name: string): Promise<Certificate> {
  await mkdir(join(folder, name));
  return await makeCertificate(join(folder, name));
}

/** What is said of the server that asks for certificates, and of ours. */
function shown({ certFile, keyFile }: Certificate) {
  return { ca: own.certFile, 'client-cert': certFile, 'client-key': keyFile };
}

/** As nginx before Pulp: the certificate as a header, which nobody else may send, and the user whom it stands for. */
function showCertificate({ socket }: IncomingMessage): OutgoingHttpHeaders {
  const pem = socket instanceof TLSSocket ? (socket.getPeerX509Certificate()?.toString() ?? '') : '';
  const { user, password } = sharedPulp();
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return { 'x-client-cert': encodeURIComponent(pem), authorization };
}

/** The source by the certificate alone: no user, no password. */
async function openBase(more: Readonly<Record<string, unknown>>): Promise<Source> {
  const config = { url: front.url, repositories: { base: repository }, ...more };
  return await openSource({ name: 'pulp', config }, { root: folder, environment: {} });
}

/** Gives its name. */
async function makeGuard(
  kind: 'certguard/x509' | 'core/rbac' | 'core/header',
  more: Readonly<Record<string, string>>,
): Promise<string> {
  const name = `guard-${randomUUID()}`;
  const body = { name, ...(kind === 'core/header' ? { header_name: 'x-organization', header_value: 'ops' } : more) };
  await pulp.change({ method: 'POST', path: `contentguards/${kind}/`, body, signal });
  return name;
}

async function guards(): Promise<readonly unknown[]> {
  const names = Object.values(scene.distributions);
  return await Promise.all(names.map(async (name) => (await findDistribution(pulp, name, signal))?.content_guard));
}

function move(from: string | undefined, to: string | undefined, generation: number): TargetMove {
  const named = (id = '') => ({ id, digest: `sha256:${id}` });
  const about = { channel: 'stable', decision: 'sha256:d', by: 'jane@ops', reason: '' };
  return { ...about, from: from === undefined ? undefined : named(from), to: named(to), generation };
}

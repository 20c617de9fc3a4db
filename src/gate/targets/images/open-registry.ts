import { createHash } from 'node:crypto';
import { isPassingStatus } from '../../../base/fetch/is-passing-status.ts';
import { registryCredentials, type RegistryCredentials } from '../../../base/registry/registry-credentials.ts';
import { targetFailed } from '../target-failed.ts';

/** A manifest, byte for byte: what its digest is of. */
export interface Manifest {
  /** `sha256:…` of the bytes, as we have them. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A registry by its API, version 2. Everything throws `TARGET_FAILED`. */
export interface RegistryClient {
  /** Of a tag or digest; undefined: there is none. */
  getManifest(repository: string, reference: string): Promise<Manifest | undefined>;
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
  /** Takes a tag away, and nothing else; false: the registry cannot do that. */
  removeTag(repository: string, tag: string): Promise<boolean>;
  /** Lets a repository have a blob of another one, without a copy. */
  mountBlob(repository: string, from: string, digest: string): Promise<void>;
}

export interface RegistryOptions {
  /** `registry.example.org:5000` */
  readonly host: string;
  /** Of the target, for sentences. */
  readonly title: string;
  /** Finds Docker's client configuration, which has the credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Time for one answer, milliseconds. */
const ANSWER_MS = 60_000;

/** What a client must say it takes, or it gets something older with another digest. */
const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Plain HTTP on this machine, as Docker does; else HTTPS. Nothing is asked before the first call. */
export function openRegistry(options: RegistryOptions): RegistryClient {
  const { title } = options;
  const ask = asker(options);
  return {
    async getManifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const answer = await ask(repository, 'pull', path, { headers: { accept: MANIFEST_TYPES } });
      if (answer.status === 404) return undefined;
      await expectOk(title, answer, `give '${repository}:${reference}'`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      if (reference.startsWith('sha256:') && digest !== reference)
        throw targetFailed(title, `did not move: the registry gave other bytes (${digest}) for '${reference}'`);
      return { digest, mediaType: answer.headers.get('content-type') ?? '', bytes };
    },
    async putManifest(repository, reference, { mediaType, bytes }) {
      const call = { method: 'PUT', headers: { 'content-type': mediaType }, body: bytes };
      const answer = await ask(repository, 'pull,push', `${repository}/manifests/${reference}`, call);
      await expectOk(title, answer, `take '${repository}:${reference}'`);
    },
    async removeTag(repository, tag) {
      const answer = await ask(repository, 'delete', `${repository}/manifests/${tag}`, { method: 'DELETE' });
      await answer.body?.cancel();
      return answer.ok || answer.status === 404;
    },
    async mountBlob(repository, from, digest) {
      const path = `${repository}/blobs/uploads/?mount=${digest}&from=${encodeURIComponent(from)}`;
      const answer = await ask(repository, 'pull,push', path, { method: 'POST' });
      await answer.body?.cancel();
      if (answer.status === 201) return;
      throw targetFailed(
        title,
        `did not move: the registry does not share '${digest}' of '${from}' with '${repository}'`,
        {
          hint: 'See that you may read the one and write to the other, or use two tags of one repository.',
        },
      );
    },
  };
}

type Ask = (repository: string, actions: string, path: string, call: RequestInit) => Promise<Response>;

function asker({ host, title, environment, signal }: RegistryOptions): Ask {
  const base = `${/^(localhost|127\.\d+\.\d+\.\d+)(:\d+)?$/.test(host) ? 'http' : 'https'}://${host}/v2/`;
  const tokens = new Map<string, string>();
  const send = async (url: string, call: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, { ...call, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    } catch (cause) {
      signal.throwIfAborted();
      const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
      throw targetFailed(title, `did not move: the registry '${host}' does not answer: ${why}`, {
        hint: 'See that it runs and can be reached from here.',
        cause,
        isTransient: true,
      });
    }
  };
  return async (repository, actions, path, call) => {
    const scope = `repository:${repository}:${actions}`;
    const known = tokens.get(scope);
    const first = await send(base + path, known === undefined ? call : authorized(call, known));
    if (first.status !== 401) return first;
    await first.body?.cancel();
    const credentials = await registryCredentials(`${host}/${repository}`, environment, signal);
    const answer = await authorize(first.headers.get('www-authenticate') ?? '', { scope, credentials, send });
    if (answer !== undefined) tokens.set(scope, answer);
    return answer === undefined ? await send(base + path, call) : await send(base + path, authorized(call, answer));
  };
}

function authorized(call: RequestInit, authorization: string): RequestInit {
  return { ...call, headers: { ...Object.fromEntries(new Headers(call.headers)), authorization } };
}

interface Challenged {
  readonly scope: string;
  readonly credentials: RegistryCredentials | undefined;
  readonly send: (url: string, call: RequestInit) => Promise<Response>;
}

/** The header that a challenge asks for; undefined where nothing can be said to it. */
async function authorize(challenge: string, { scope, credentials, send }: Challenged): Promise<string | undefined> {
  const pair =
    credentials?.username === undefined ? undefined : `${credentials.username}:${credentials.password ?? ''}`;
  const basic = pair && `Basic ${Buffer.from(pair).toString('base64')}`;
  if (!/^bearer /i.test(challenge)) return basic;
  const words = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
  const realm = words.get('realm');
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  url.searchParams.set('service', words.get('service') ?? '');
  url.searchParams.set('scope', scope);
  const answer = await send(url.href, basic === undefined ? {} : { headers: { authorization: basic } });
  const body: unknown = await answer.json().catch(() => undefined);
  const token = tokenOf(body);
  return token === undefined ? undefined : `Bearer ${token}`;
}

function tokenOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('token' in body && typeof body.token === 'string') return body.token;
  return 'access_token' in body && typeof body.access_token === 'string' ? body.access_token : undefined;
}

async function expectOk(title: string, answer: Response, what: string): Promise<void> {
  if (answer.ok) return;
  const said = (await answer.text().catch(() => '')).replaceAll(/\s+/g, ' ').trim();
  const isDenied = answer.status === 401 || answer.status === 403;
  throw targetFailed(title, `did not move: the registry does not ${what}: HTTP ${answer.status}`, {
    hint: isDenied ? 'Log in with `docker login`, as somebody who may push there.' : 'See what it says.',
    details: said === '' ? [] : [said.slice(0, 300)],
    isTransient: isPassingStatus(answer.status),
  });
}

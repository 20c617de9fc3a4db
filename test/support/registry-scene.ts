import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { startRegistry } from '../testbed/registry.ts';

const USER = { user: 'pusher', password: 'push:me' };
const BASIC = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`;
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** Debian's registry, which asks for a password, behind a door that can be shut. */
export interface RegistryScene extends AsyncDisposable {
  /** Has Docker's client configuration with the password. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `app:stable` with the registry before it. */
  readonly reference: (name: string) => string;
  /** Pushes an image that says `id`, past the door. */
  readonly push: (name: string, id: string) => Promise<void>;
  /** What the image says, past the door; undefined: there is none. */
  readonly pull: (name: string) => Promise<string | undefined>;
  /** Refuses what is to be written at paths that end so. Undefined: nothing. */
  readonly refuse: (ending: string | undefined) => void;
  /** Called, and waited for, before each request that comes to the door. Default: nothing. */
  onRequest: (method: string, path: string) => void | Promise<void>;
}

export async function openRegistryScene(folder: string): Promise<RegistryScene> {
  const registry = await startRegistry(USER);
  const direct = `http://${registry.address}/v2`;
  let refused: string | undefined;
  const server = createServer((asked, answer) => {
    void Promise.resolve(scene.onRequest(asked.method ?? '', asked.url ?? '')).then(() => {
      const isRefused = asked.method === 'PUT' && refused !== undefined && asked.url?.endsWith(refused) === true;
      if (isRefused) answer.writeHead(503).end('no more');
      else passOn(registry.address, asked, answer);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const door = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const config = join(folder, 'docker-config');
  await mkdir(config, { recursive: true });
  const auth = BASIC.replace('Basic ', '');
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [door]: { auth } } }));
  const scene: RegistryScene = {
    environment: { PATH: process.env['PATH'], DOCKER_CONFIG: config },
    reference: (name) => `${door}/${name}`,
    push: (name, id) => push(direct, name, id),
    async pull(name) {
      const [repository, tag] = name.split(':');
      const headers = { authorization: BASIC, accept: MANIFEST_TYPE };
      const answer = await fetch(`${direct}/${repository}/manifests/${tag}`, { headers });
      if (!answer.ok) return undefined;
      const { annotations } = (await answer.json()) as { readonly annotations: { readonly id: string } };
      return annotations.id;
    },
    refuse: (ending) => {
      refused = ending;
    },
    onRequest: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await registry[Symbol.asyncDispose]();
    },
  };
  return scene;
}

function passOn(host: string, asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(`http://${host}${asked.url ?? ''}`, { method: asked.method, headers: asked.headers });
  onward.on('response', (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}

/** A layer and a configuration of a few bytes, each its own. */
async function push(direct: string, name: string, id: string): Promise<void> {
  const [repository, tag] = name.split(':');
  const put = async (bytes: Buffer) => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const headers = { authorization: BASIC };
    const begun = await fetch(`${direct}/${repository}/blobs/uploads/`, { method: 'POST', headers });
    const url = new URL(begun.headers.get('location') ?? '', direct);
    url.searchParams.set('digest', digest);
    const body = new Uint8Array(bytes);
    await expectOk(await fetch(url, { method: 'PUT', headers, body }));
    return { digest, size: bytes.length };
  };
  const config = await put(Buffer.from(JSON.stringify({ of: id })));
  const layer = await put(Buffer.from(`layer of ${id}`));
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
    annotations: { id },
  };
  const headers = { authorization: BASIC, 'content-type': MANIFEST_TYPE };
  const url = `${direct}/${repository}/manifests/${tag}`;
  await expectOk(await fetch(url, { method: 'PUT', headers, body: JSON.stringify(manifest) }));
}

async function expectOk(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`${answer.url}: HTTP ${answer.status} ${await answer.text()}`);
}

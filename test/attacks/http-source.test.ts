import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode, SalternError } from '../../src/contract/errors.ts';
import type { PooledFile, SourcePlace } from '../../src/contract/source.ts';
import { createSnapshot, type CreatedSnapshot } from '../../src/snapshot/create-snapshot.ts';
import { openPool } from '../../src/snapshot/pool/open-pool.ts';
import { prepareRoot } from '../../src/snapshot/root/prepare-root.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { LAYOUT } from '../../src/snapshot/root/snapshot-layout.ts';
import type { HttpConfig } from '../../src/snapshot/sources/http/config.ts';
import { httpSource, type HttpTimes } from '../../src/snapshot/sources/http/http-source.ts';
import { flipByte, rewritePrimary } from '../support/damage-files.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { type RepositoryServer, repositoryServer, type Trick } from '../support/repository-server.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

const { signal } = new AbortController();

/** One real repository, copied for each case. */
let template: string;
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'saltern-template-'));
  await writeTinyRepository(template, 'base9', [{ name: 'chrony', version: '4.5' }, { name: 'sudo' }]);
  await writeFile(join(template, 'base9-latest/big.bin'), randomBytes(3 * 2 ** 20));
});
afterAll(() => rm(template, { recursive: true }));

let folder: string;
let root: string;
let server: RepositoryServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-http-'));
  root = await mkdtemp(join(tmpdir(), 'saltern-root-'));
  await cp(template, folder, { recursive: true });
  await prepareRoot(root);
  server = await repositoryServer(folder);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await removeTree(root);
  await rm(folder, { recursive: true });
});

interface Taking extends HttpTimes {
  readonly environment?: SourcePlace['environment'];
  readonly top?: Partial<HttpConfig>;
}

type Written = HttpConfig['repositories'][string];

function open(base9: Written, { environment = {}, top = {}, ...times }: Taking = {}) {
  return httpSource({ ...top, repositories: { base9 } }, { root, environment }, { pauseMs: 1, ...times });
}

function take(base9: Written = own(), options: Taking = {}): Promise<CreatedSnapshot> {
  const source = open(base9, options);
  return createSnapshot({ root, source, now: new Date('2026-11-22T01:30:00Z'), signal, progress: () => {} });
}

function own(at = server): string {
  return `${at.url}/base9-latest/`;
}

async function fetchBig(base9: Written = own(), options: Taking = {}): Promise<PooledFile> {
  const bytes = await readFile(join(template, 'base9-latest/big.bin'));
  const hex = createHash('sha256').update(bytes).digest('hex');
  const target = { pool: openPool(root), notes: LAYOUT.notes(root) };
  const member = await open(base9, options).open('base9', target, { signal });
  return await member.add({ path: 'big.bin', checksum: { type: 'sha256', hex }, size: bytes.length });
}

async function expectNothing(): Promise<void> {
  expect(await readdir(LAYOUT.snapshots(root))).toEqual([]);
  expect(await readdir(LAYOUT.poolTemporary(root))).toEqual([]);
}

/** Answers for files whose path matches, and leaves all others alone. */
function on(path: RegExp, answer: (response: ServerResponse, file: Buffer) => void): Trick {
  return async (request, response) => {
    if (!path.test(request.url ?? '')) return false;
    answer(response, await readFile(join(folder, decodeURIComponent(request.url ?? ''))).catch(() => Buffer.alloc(0)));
    return true;
  };
}

/** Writes without end, as fast as the other side reads. */
function pour(response: ServerResponse): void {
  const piece = Buffer.alloc(65_536, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', more);
  };
  more();
}

describe('makes no snapshot of a server that', () => {
  it.each<[string, () => Trick, RegExp, ErrorCode?]>([
    [
      'says another size than the metadata',
      () => on(/chrony/, (response, file) => response.end(Buffer.concat([file, file]))),
      /chrony\S+' is damaged: it has \d+ bytes, the metadata says \d+/,
    ],
    [
      'sends other bytes of the right size',
      () => on(/chrony/, (response, file) => response.end(Buffer.alloc(file.length, 'x'))),
      /chrony\S+' is damaged: its sha256 is [0-9a-f]{64}, the metadata says/,
    ],
    [
      'stops in the middle, each time',
      () =>
        on(/chrony/, (response, file) => {
          response.writeHead(200, { 'content-length': file.length });
          response.write(file.subarray(0, 50), () => response.destroy());
        }),
      /chrony\S+' cannot be reached, or the connection broke off/,
      'SOURCE_UNREACHABLE',
    ],
    [
      'ends too early without a word of it',
      () => on(/chrony/, (response, file) => response.write(file.subarray(0, 50), () => response.end())),
      /chrony\S+' is damaged: it has 50 bytes, the metadata says \d+/,
    ],
    [
      'never stops sending a package',
      () => on(/chrony/, pour),
      /chrony\S+' is damaged: it has more than \d+ bytes, the metadata says \d+/,
    ],
    [
      'never stops sending a repomd.xml',
      () => on(/repomd\.xml$/, pour),
      /'repodata\/repomd\.xml' of 'base9' is damaged: it has more than 33554432 bytes, no such file may have more/,
    ],
    [
      'sends clients to a file of this machine',
      () => on(/chrony/, (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()),
      /chrony\S+' redirects to 'file:\/\/…', which is not followed/,
    ],
    [
      'redirects in a circle',
      () => on(/chrony/, (response) => response.writeHead(302, { location: '?again' }).end()),
      /redirects more than 5 times/,
    ],
    [
      'lacks one package',
      () => on(/chrony/, (response) => response.writeHead(404).end('<h1>Not found</h1>')),
      /'Packages\/chrony\S+' is missing/,
    ],
    [
      'sends a page for people instead of a repomd.xml',
      () => on(/repomd\.xml$/, (response) => response.end('<html><h1>Please log in</h1></html>')),
      /is no repomd\.xml but something else/,
    ],
    [
      'sends half a repomd.xml',
      () => on(/repomd\.xml$/, (response, file) => response.end(file.subarray(0, 200))),
      /it is not a whole repomd\.xml/,
    ],
    [
      'is under load all the time',
      () => on(/chrony/, (response) => response.writeHead(503).end()),
      /chrony\S+' answered 503/,
      'SOURCE_UNREACHABLE',
    ],
    ['lets nobody in', () => on(/./, (response) => response.writeHead(401).end()), /repomd\.xml' answered 401/],
  ])('%s', async (_, trick, message, code = 'SNAPSHOT_SOURCE') => {
    server.trick = trick();

    await expect(take()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expectNothing();
  });

  it('trickles', async () => {
    server.trick = on(/chrony/, (response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 1));
    });

    const taking = take(own(), { windowMs: 500 });

    await expect(taking).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringMatching(/has sent (?:nothing|only 1 B) in 0\.5 s/),
    });
    await expectNothing();
  });

  it('sends metadata that unpacks to gigabytes', async () => {
    const zeros = gzipSync(Buffer.alloc(2 ** 24, ' '));
    const head = gzipSync('<metadata packages="1"><package type="rpm">');
    const bomb = Buffer.concat([head, ...Array.from({ length: 256 }, () => zeros)]);
    await rewritePrimary(
      join(folder, 'base9-latest'),
      (xml) => xml,
      () => bomb,
      '.gz',
    );

    await expect(take()).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringMatching(
        /primary\.xml\.gz' cannot be read: it holds an element of more than 16777216 bytes/,
      ),
    });
    await expectNothing();
  });
});

describe('fetches', () => {
  it('what is left of a file that broke off, and not the rest again', async () => {
    let cut = 0;
    server.trick = on(/big\.bin/, (response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 2 ** 21), () => response.destroy());
      cut += 1;
      server.trick = () => false;
    });

    const { sha256 } = await fetchBig();

    const [first, second = ''] = server.seen.filter((path) => path.includes('big.bin'));
    expect([cut, first]).toEqual([1, '/base9-latest/big.bin']);
    expect(second).toMatch(/ bytes=\d+-$/);
    expect((await stat(LAYOUT.pooled(root, sha256))).size).toBe(3 * 2 ** 20);
  });

  it('a file anew whose first half came from somebody else', async () => {
    const hex = createHash('sha256')
      .update(await readFile(join(template, 'base9-latest/big.bin')))
      .digest('hex');
    await writePart(hex, 1000);

    const { sha256 } = await fetchBig();

    expect(sha256).toBe(hex);
    expect(server.seen.filter((path) => path.includes('big.bin'))).toEqual([
      '/base9-latest/big.bin bytes=1000-',
      '/base9-latest/big.bin',
    ]);
  });

  it.each<[string, Trick]>([
    [
      'of another range than was asked for',
      (request, response) => {
        if (request.headers.range === undefined) return false;
        response.writeHead(206, { 'content-range': 'bytes 7-99/3145728' }).end(Buffer.alloc(93));
        return true;
      },
    ],
    [
      'that says that the range cannot be',
      (request, response) => {
        if (request.headers.range === undefined) return false;
        response.writeHead(416).end();
        return true;
      },
    ],
  ])('a file from its beginning after an answer %s', async (_, trick) => {
    const hex = createHash('sha256')
      .update(await readFile(join(template, 'base9-latest/big.bin')))
      .digest('hex');
    await writePart(hex, 1000);
    server.trick = trick;

    expect((await fetchBig()).sha256).toBe(hex);
  });

  it('nothing that the pool has, from whichever repository it came', async () => {
    await take();
    const before = server.seen.length;
    await writeFile(join(folder, 'base9-latest/repodata/repomd.xml.asc'), 'a signature');

    const { created } = await take();

    expect(created).toBe(true);
    expect(server.seen.slice(before).filter((path) => !path.includes('repomd.xml'))).toEqual([]);
  });

  it('from the next mirror what one lacks, has wrong, or does not give', async () => {
    await cp(join(folder, 'base9-latest'), join(folder, 'bad-latest'), { recursive: true });
    const [chrony = '', sudo = ''] = (await readdir(join(folder, 'bad-latest/Packages'))).toSorted();
    await flipByte(join(folder, 'bad-latest/Packages', chrony));
    await rm(join(folder, 'bad-latest/Packages', sudo));

    const { created } = await take({ url: ['http://127.0.0.1:1/', `${server.url}/bad-latest/`, own()] });

    expect(created).toBe(true);
  });

  it('only from mirrors that have what the metalink names', async () => {
    await cp(join(folder, 'base9-latest'), join(folder, 'old-latest'), { recursive: true });
    await writeFile(join(folder, 'old-latest/repodata/repomd.xml'), '<repomd></repomd>');
    const hash = createHash('sha256').update(await readFile(join(folder, 'base9-latest/repodata/repomd.xml')));
    const url = (name: string, preference: number): string =>
      `<url protocol="http" preference="${preference}">${server.url}/${name}/repodata/repomd.xml</url>`;
    await writeFile(
      join(folder, 'metalink'),
      `<metalink><files><file name="repomd.xml"><verification><hash type="sha256">${hash.digest('hex')}</hash></verification>` +
        `<resources><url protocol="file">file:///etc/repodata/repomd.xml</url>${url('old-latest', 100)}${url('base9-latest', 50)}</resources></file></files></metalink>`,
    );

    const { created } = await take({ metalink: `${server.url}/metalink` });

    expect(created).toBe(true);
    const asked = server.seen.filter((path) => path.startsWith('/old-latest/'));
    expect(new Set(asked)).toEqual(new Set(['/old-latest/repodata/repomd.xml']));
  });

  it('nothing, and calls no configuration wrong, while no mirror has what the metalink names', async () => {
    const url = `<url protocol="http">${server.url}/base9-latest/repodata/repomd.xml</url>`;
    const hash = `<verification><hash type="sha256">${'0'.repeat(64)}</hash></verification>`;
    await writeFile(
      join(folder, 'metalink'),
      `<metalink><files><file name="repomd.xml">${hash}<resources>${url}</resources></file></files></metalink>`,
    );

    await expect(take({ metalink: `${server.url}/metalink` })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      message: expect.stringContaining('is not the one that the metalink names'),
    });
  });

  it('nothing by a mirror list that names files of this machine only', async () => {
    await writeFile(join(folder, 'list'), `# mirrors\nfile://${folder}/base9-latest/\n/etc/\n`);

    await expect(take({ mirrorlist: `${server.url}/list` })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringContaining('names no mirror by http or https'),
    });
  });
});

it.each<[string, () => Written, string, readonly string[]]>([
  [
    'a list of mirrors',
    () => ({ mirrorlist: `${server.url}/none` }),
    "The mirrorlist 'http://localhost:0/none' is missing",
    [],
  ],
  [
    'a key that the configuration names',
    () => ({ url: own(), keys: [`${server.url}/RPM-GPG-KEY-none`] }),
    "'http://localhost:0/RPM-GPG-KEY-none' of 'base9' is missing",
    [],
  ],
  [
    'a file that the configuration names',
    () => ({ url: own(), files: ['.none'] }),
    "'http://localhost:0/base9-latest/.none' of 'base9' is missing",
    [],
  ],
  [
    'the only mirror, whose trouble is said once',
    () => 'http://127.0.0.1:1/',
    "'http://127.0.0.1:1/repodata/repomd.xml' cannot be reached, or the connection broke off",
    ['connect ECONNREFUSED 127.0.0.1:1'],
  ],
])('what is not there is named by its own address: %s', async (_, written, message, details) => {
  const place = new URL(server.url).host;

  const error: unknown = await take(written()).catch((thrown: unknown) => thrown);

  const { message: said, details: more, hint, exitCode } = error as SalternError;
  expect(said.replaceAll(place, 'localhost:0')).toBe(message);
  expect([more, exitCode]).toEqual([details, details.length === 0 ? 2 : 3]);
  expect(hint).toMatch(/^Check /);
});

it('a server that does not answer holds up no other: what the newest snapshot has of it stands in', async () => {
  const takeBoth = (extras9: string): Promise<CreatedSnapshot> => {
    const source = httpSource({ repositories: { base9: own(), extras9 } }, { root }, { pauseMs: 1 });
    return createSnapshot({ root, source, now: new Date('2026-11-22T01:30:00Z'), signal, progress: () => {} });
  };
  await takeBoth(own());

  const { stale } = await takeBoth('http://127.0.0.1:1/');

  expect(stale).toMatchObject([{ name: 'extras9', why: expect.stringContaining('cannot be reached') }]);
});

describe('a login', () => {
  const environment = { MIRROR_LOGIN: 'ana:s3cr3t' };

  it('is sent to the host that it is for, not to where that redirects, and is in no sentence', async () => {
    const logins: (string | undefined)[] = [];
    await using other = await repositoryServer(folder);
    other.trick = (request) => {
      logins.push(request.headers.authorization);
      return false;
    };
    server.trick = (request, response) => {
      if (request.headers.authorization !== `Basic ${Buffer.from('ana:s3cr3t').toString('base64')}`)
        response.writeHead(401).end();
      else response.writeHead(307, { location: `${other.url}${request.url ?? ''}` }).end();
      return true;
    };

    const { created } = await take(own(), { environment, top: { 'login-env': 'MIRROR_LOGIN' } });

    expect([created, new Set(logins)]).toEqual([true, new Set([undefined])]);
    other.trick = on(/./, (response) => response.writeHead(401).end());
    await expect(take(own(), { environment, top: { 'login-env': 'MIRROR_LOGIN' } })).rejects.toMatchObject({
      details: [`it redirected to '${own(other)}repodata/repomd.xml', which answered so`],
      hint: expect.stringContaining('No login is sent to where a server redirects'),
    });
    server.trick = on(/./, (response) => response.writeHead(403).end());
    const refused: unknown = await take(own(), { environment, top: { 'login-env': 'MIRROR_LOGIN' } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'SNAPSHOT_SOURCE', hint: expect.stringContaining("'login-env'") });
    expect(describeDeeply(refused)).not.toMatch(/s3cr3t|YW5h/);
  });

  it('that is not set is named by its variable', async () => {
    await expect(take(own(), { top: { 'login-env': 'MIRROR_LOGIN' } })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: "The variable 'MIRROR_LOGIN', which 'login-env' names, is not set",
    });
  });
});

describe('over https', () => {
  it('trusts the named authority, shows its certificate, and never goes on to http', async () => {
    const { certFile, keyFile, cert, key } = await makeCertificate(folder);
    await using safe = await repositoryServer(folder, {
      cert,
      key,
      ca: cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const tls = { ca: certFile, 'client-cert': certFile, 'client-key': keyFile };

    await expect(take(own(safe))).rejects.toMatchObject({ hint: "Name the authority that signed it with 'ca'." });
    await expect(take({ url: own(safe), ca: certFile })).rejects.toMatchObject({
      hint: expect.stringContaining("'client-cert'"),
    });
    safe.trick = on(/./, (response) => response.writeHead(400).end('The SSL certificate error'));
    await expect(take({ url: own(safe), ...tls })).rejects.toMatchObject({
      hint: expect.stringContaining('client certificate'),
    });
    safe.trick = on(/chrony/, (response) => response.writeHead(302, { location: `${own()}x.rpm` }).end());
    await expect(take({ url: own(safe), ...tls })).rejects.toThrow("redirects to 'http://…', which is not followed");
    safe.trick = () => false;
    expect((await take({ url: own(safe), ...tls })).created).toBe(true);
  });

  it('shows its certificate to whoever has the list of mirrors, and to each of these', async () => {
    const { certFile, keyFile, cert, key } = await makeCertificate(folder);
    await cp(join(folder, 'base9-latest'), join(folder, 'bad-latest'), { recursive: true });
    for (const name of await readdir(join(folder, 'bad-latest/Packages')))
      await flipByte(join(folder, 'bad-latest/Packages', name));
    await using safe = await repositoryServer(folder, { cert, key, ca: cert, requestCert: true });
    const mirrors = ['https://127.0.0.1:1/', own(safe), `${safe.url}/bad-latest/`];
    await writeFile(join(folder, 'list'), mirrors.join('\n'));
    const tls = { ca: certFile, 'client-cert': certFile, 'client-key': keyFile };

    await expect(take({ mirrorlist: `${safe.url}/list`, ca: certFile })).rejects.toMatchObject({
      hint: expect.stringContaining("'client-cert'"),
    });
    const { created } = await take({ mirrorlist: `${safe.url}/list`, ...tls });

    expect(created).toBe(true);
    expect((await readdir(LAYOUT.snapshots(root))).length).toBe(1);
  });

  it('goes through the proxy that the environment names', async () => {
    const { certFile, cert, key } = await makeCertificate(folder);
    await using safe = await repositoryServer(folder, { cert, key });
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const way = connect(Number(new URL(safe.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        way.pipe(socket).pipe(way);
      });
      for (const end of [way, socket]) end.on('error', () => undefined);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = proxy.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const { created } = await take(
      { url: own(safe), ca: certFile },
      { environment: { https_proxy: `http://127.0.0.1:${port}` } },
    );

    proxy.closeAllConnections();
    proxy.close();
    expect([created, new Set(asked)]).toEqual([true, new Set([new URL(safe.url).host])]);
  });
});

async function writePart(hex: string, bytes: number): Promise<void> {
  const parts = join(LAYOUT.notes(root), 'base9.parts');
  await mkdir(parts, { recursive: true });
  await writeFile(join(parts, `sha256-${hex}`), randomBytes(bytes));
}

/** All that an error and what is below it say. */
function describeDeeply(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.stack, JSON.stringify(error), describeDeeply(error.cause ?? '')].join('\n');
}

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { expect, it } from 'vitest';
import { openWeb } from '../../../../src/base/web/open-web.ts';

const { signal } = new AbortController();

it('asks a host by its address of version 6', async () => {
  await using server = await listen((_, response) => void response.end(), '::1');

  expect(await openWeb({ environment: {} }).send(new URL(server.url), { signal })).toMatchObject({ status: 200 });
});

it.each(['http://mirror.invalid/', 'https://mirror.invalid/'])(
  'a proxy that wants another login is told from a server that does not answer, and the login is in no sentence: %s',
  async (url) => {
    await using proxy = await listen((_, response) => void response.writeHead(407).end(), '127.0.0.1');
    proxy.server.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    const own = proxy.url.replace('//', '//ana:s3cr3t@');
    const { send } = openWeb({ environment: { http_proxy: own, https_proxy: own } });

    const answered: unknown = await send(new URL(url), { signal }).catch((error: unknown) => error);

    const denied = { isTransient: false, hint: expect.stringContaining('The proxy wants a login') };
    expect(answered).toMatchObject(url.startsWith('https') ? denied : { status: 407 });
    expect(JSON.stringify(answered, ['message', 'hint', 'details'])).not.toMatch(/s3cr3t|YW5h/);
  },
);

it.each(['proxy.example:3128', 'socks5://ana:s3cr3t@127.0.0.1:1'])(
  'says of a proxy that cannot be used that it was not: %s',
  async (https_proxy) => {
    const { send } = openWeb({ environment: { https_proxy } });

    await expect(send(new URL('https://127.0.0.1:1/'), { signal })).rejects.toMatchObject({
      hint: "'https_proxy' is no http(s) URL, so no proxy was used; write it as http://proxy.example:3128.",
    });
  },
);

it('says that nobody speaks https where that is so', async () => {
  await using server = await listen((_, response) => void response.end(), '127.0.0.1');
  const url = new URL(server.url.replace('http:', 'https:'));

  await expect(openWeb({ environment: {} }).send(url, { signal })).rejects.toMatchObject({
    hint: 'Nobody speaks https there: check scheme and port.',
    isTransient: false,
  });
});

async function listen(
  answer: RequestListener,
  host: string,
): Promise<AsyncDisposable & { readonly url: string; readonly server: Server }> {
  const server = createServer(answer).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { chmodSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMirror, sendHead } from '../../../../src/app/gate/mirror-head.ts';
import type { AuditMirror } from '../../../../src/config/project.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const HEAD = {
  version: 1,
  at: '2026-11-27T00:00:00.000Z',
  lines: 1,
  bytes: 10,
  digest: `sha256:${'0'.repeat(64)}`,
} as const;

const times = { answerMs: 300, tellMs: 50 };

it.each<[string, (silent: string, cwd: string) => AuditMirror]>([
  ['a URL', (url) => ({ kind: 'url', url })],
  ['a command', (_, cwd) => ({ kind: 'command', argv: [join(cwd, 'silent')] })],
])('who waits for a mirror hears of it, and waits no longer than it may take: %s', async (_, mirror) => {
  await using server = await listen(() => undefined);
  const app = fakeApp({ silent: '#!/bin/sh\nexec sleep 60\n' });
  chmodSync(join(app.cwd, 'silent'), 0o755);

  await expect(readMirror(app, mirror(server.url, app.cwd), times)).rejects.toThrow('it did not answer in 0.3 s');
  await expect(sendHead(app, mirror(server.url, app.cwd), HEAD, times)).rejects.toThrow('it did not answer in 0.3 s');

  const word = 'waiting for the mirror of the log, 0.3 s at most\n';
  expect(app.said.stderr).toBe(word + word);
});

it('says nothing of one that answers at once', async () => {
  await using server = await listen((_, response) => void response.end(JSON.stringify(HEAD)));
  const app = fakeApp();

  expect(await readMirror(app, { kind: 'url', url: server.url })).toEqual([HEAD]);
  expect(app.said.stderr).toBe('');
});

it('sends user and password of the URL as such, and names neither', async () => {
  const logins: (string | undefined)[] = [];
  await using server = await listen((request, response) => {
    logins.push(request.headers.authorization);
    response.writeHead(401).end();
  });
  const url = server.url.replace('//', '//ana:s3cr3t@');

  const asking = readMirror(fakeApp(), { kind: 'url', url }, times);

  await expect(asking).rejects.toThrow(`'${server.url}/' answered 401, so see to user and password in its url`);
  expect(logins).toEqual([`Basic ${Buffer.from('ana:s3cr3t').toString('base64')}`]);
});

it('does not take a head for sent that a redirect has dropped', async () => {
  await using server = await listen(({ method }, response) => {
    response.writeHead(method === 'POST' ? 301 : 200, { location: '/' }).end();
  });

  const sending = sendHead(fakeApp(), { kind: 'url', url: server.url }, HEAD, times);

  await expect(sending).rejects.toThrow(`'${server.url}/' answered 301`);
});

async function listen(answer: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

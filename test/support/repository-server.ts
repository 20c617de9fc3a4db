import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { join } from 'node:path';

/** What is done to a request before the folder is looked into; true: it is answered already. */
export type Trick = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface RepositoryServer extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for, in their order, with the range where one was asked for. */
  readonly seen: readonly string[];
  /** Replaces what was there. Default: none. */
  trick: Trick;
}

/** Serves a folder with ranges, as nginx does; whatever a test makes of it. `tls`: as https. */
export async function repositoryServer(folder: string, tls?: ServerOptions): Promise<RepositoryServer> {
  const seen: string[] = [];
  const state: { trick: Trick } = { trick: () => false };
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    seen.push(request.headers.range === undefined ? path : `${path} ${request.headers.range}`);
    void (async () => {
      if (!(await state.trick(request, response))) await serve(join(folder, path), request, response);
    })();
  };
  const server = tls === undefined ? createHttp(listen) : createHttps(tls, listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    get trick() {
      return state.trick;
    },
    set trick(trick) {
      state.trick = trick;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(file: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return void response.writeHead(404).end('nothing here');
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length && from > 0) return void response.writeHead(416).end();
  const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range });
  response.end(bytes.subarray(from));
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the server says for a path. */
export interface Page {
  readonly body: Buffer | string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Takes no part in Range, If-None-Match and the like. */
  readonly isPlain?: boolean;
  /** The connection is cut after so many bytes of the body, once. */
  cutAfter?: number;
  /** After so many bytes nothing more is sent, and the connection stays open, once. */
  holdAfter?: number;
  /** Answered instead. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What was answered. */
  status: number;
  /** Bytes of body. */
  sent: number;
}

export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** To be changed while it runs. */
  readonly pages: Map<string, Page>;
  readonly seen: readonly Seen[];
  /** Requests for that path. */
  of(path: string): readonly Seen[];
  close(): Promise<void>;
}

/** An HTTP server on loopback that knows ETags, dates and ranges as nginx does. */
export async function fileServer(pages: Readonly<Record<string, Page>>): Promise<FileServer> {
  const known = new Map(Object.entries(pages));
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const one: Seen = { path, headers: request.headers, status: 0, sent: 0 };
    seen.push(one);
    answer(known.get(path), { request, response, seen: one });
    one.status = response.statusCode;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pages: known,
    seen,
    of: (path) => seen.filter((one) => one.path === path),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly seen: Seen;
}

function answer(page: Page | undefined, { request, response, seen }: Exchange): void {
  if (!page || page.status !== undefined) {
    response.writeHead(page?.status ?? 404, page?.headers).end(page?.body ?? 'nothing here');
    return;
  }
  const body = Buffer.from(page.body);
  if (page.etag) response.setHeader('etag', page.etag);
  if (page.lastModified) response.setHeader('last-modified', page.lastModified);
  for (const [name, value] of Object.entries(page.headers ?? {})) response.setHeader(name, value);
  const asks = page.isPlain ? {} : request.headers;
  const isKnown = asks['if-none-match']
    ? asks['if-none-match'] === page.etag
    : asks['if-modified-since'] !== undefined && asks['if-modified-since'] === page.lastModified;
  if (isKnown) return void response.writeHead(304).end();
  const isSame = asks['if-range'] === undefined || [page.etag, page.lastModified].includes(String(asks['if-range']));
  const start = isSame ? Number(/^bytes=(\d+)-$/.exec(asks.range ?? '')?.[1] ?? 0) : 0;
  if (start >= body.length && start > 0) {
    return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  }
  if (start > 0) response.setHeader('content-range', `bytes ${start}-${body.length - 1}/${body.length}`);
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length - start, ...page.headers });
  send(page, body.subarray(start), { request, response, seen });
}

function send(page: Page, rest: Buffer, { response, seen }: Exchange): void {
  const stop = page.cutAfter ?? page.holdAfter ?? rest.length;
  const isCut = page.cutAfter !== undefined;
  const isHeld = page.holdAfter !== undefined;
  delete page.cutAfter;
  delete page.holdAfter;
  const part = rest.subarray(0, stop);
  seen.sent = part.length;
  if (isHeld) response.write(part);
  else if (isCut) response.write(part, () => response.destroy());
  else response.end(part);
}

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import send from 'send';

/** Name and folder of each member, as `snapshotCommand` writes them down. */
export type ServedMembers = readonly (readonly [string, string])[];

// A program of its own: nobody imports more than its type.
serveConnection(process.argv[2] ?? '');

/** Speaks HTTP on standard input, which QEMU has made the guest's connection. */
function serveConnection(list: string): void {
  const members = new Map(JSON.parse(readFileSync(list, 'utf8')) as ServedMembers);
  const server = createServer((request, response) => answer(members, request, response));
  server.keepAliveTimeout = 60_000;
  const connection = new Socket({ fd: 0, readable: true, writable: true });
  connection.on('close', () => process.exit(0)).on('error', () => process.exit(0));
  server.emit('connection', connection);
}

/** Answers `/<member>/<path>`, read-only; anything else is not found. */
function answer(members: ReadonlyMap<string, string>, request: IncomingMessage, response: ServerResponse): void {
  const refuse = (code: number): void => void response.writeHead(code).end();
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const [, member = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec((request.url ?? '').split('?', 1)[0] ?? '') ?? [];
  const root = members.get(decodeName(member));
  if (root === undefined) return refuse(404);
  send(request, path, { root, index: false, dotfiles: 'allow', cacheControl: false })
    .on('error', (error: { readonly status?: number }) => refuse(error.status ?? 500))
    .on('directory', () => refuse(404))
    .pipe(response);
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

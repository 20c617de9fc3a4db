import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import send from 'send';
import type { SnapshotUse } from '../../../src/contract/plan.ts';

/** Name and folder of each member. */
type Members = readonly (readonly [string, string])[];

/**
 * The command by which QEMU answers one connection to the snapshot's address: this file, and the file `list`, which is
 * written here with the names and folders of the members, because QEMU silently cuts a command after some 1000 bytes.
 * No port is open on the host, nobody but the machine can read, and the server lives as long as the connection.
 */
export async function snapshotCommand(
  snapshot: SnapshotUse | undefined,
  list: string,
): Promise<readonly string[] | undefined> {
  const members: Members = (snapshot?.repositories ?? []).flatMap(({ name, at }) =>
    at.kind === 'directory' ? [[name, at.path]] : [],
  );
  if (members.length === 0) return undefined;
  await writeFile(list, JSON.stringify(members));
  // QEMU makes the connection standard error, too: a warning would stand in the middle of an answer.
  return [process.execPath, '--no-warnings', fileURLToPath(import.meta.url), list];
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

/** Speaks HTTP on standard input, which QEMU has made the guest's connection. */
function serveConnection(list: string): void {
  const members = new Map(JSON.parse(readFileSync(list, 'utf8')) as Members);
  const server = createServer((request, response) => answer(members, request, response));
  server.keepAliveTimeout = 60_000;
  const connection = new Socket({ fd: 0, readable: true, writable: true });
  connection.on('close', () => process.exit(0)).on('error', () => process.exit(0));
  server.emit('connection', connection);
}

if (import.meta.main) serveConnection(process.argv[2] ?? '');

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { execa } from 'execa';

/** What may lie where a file is expected, and what is said of it. */
export const ODD_FILES = {
  'a FIFO that nobody writes to': { put: putFifo, said: 'is a FIFO, not a file' },
  'a socket': { put: putSocket, said: 'is a socket, not a file' },
  'a device without an end': { put: link('/dev/zero'), said: 'is a device, not a file' },
  'a folder': { put: putFolder, said: 'is a folder, not a file' },
  'a link that leads nowhere': { put: link('nowhere'), said: 'it is not there' },
  'a link to itself': { put: link(undefined), said: 'its links lead in a circle' },
  'a file of a terabyte': { put: putEndless, said: 'it is larger than' },
  'a file in another encoding': { put: putLatin1, said: 'it is not text in UTF-8' },
} as const satisfies Readonly<Record<string, OddFile>>;

interface OddFile {
  readonly put: (path: string) => Promise<void>;
  /** How saltern names it. */
  readonly said: string;
}

/** Puts it at the path, in place of what is there. */
export async function putOdd({ put }: Pick<OddFile, 'put'>, path: string): Promise<void> {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  await put(path);
}

async function putFifo(path: string): Promise<void> {
  await execa('mkfifo', [path]);
}

async function putSocket(path: string): Promise<void> {
  // The system takes short paths only.
  const short = join(mkdtempSync(join(tmpdir(), 's-')), 's');
  const server = createServer().listen(short);
  await once(server, 'listening');
  server.unref();
  renameSync(short, path);
}

async function putFolder(path: string): Promise<void> {
  mkdirSync(path);
}

function link(target: string | undefined): (path: string) => Promise<void> {
  return async (path) => symlinkSync(target ?? path, path);
}

async function putEndless(path: string): Promise<void> {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
}

async function putLatin1(path: string): Promise<void> {
  writeFileSync(path, Buffer.from('# Gr\u00fc\u00dfe\nx: 1\n', 'latin1'));
}

import { readFile } from 'node:fs/promises';
import { pack, type Pack } from 'tar-stream';
import type { BundleEntry } from './bundle-entry.ts';
import { printEntry } from './bundle-entry.ts';

/** What has to travel so that the guest holds exactly the bundle. */
export interface BundleChange {
  readonly send: readonly BundleEntry[];
  /** Guest paths that are there and no longer wanted. */
  readonly remove: readonly string[];
}

/** `have`: guest path → print of what is there, from the worker. */
export function compareBundle(
  wanted: ReadonlyMap<string, BundleEntry>,
  have: Readonly<Record<string, string>>,
): BundleChange {
  const send = [...wanted.values()].filter((entry) => have[entry.path] !== printEntry(entry));
  const changesKind = (path: string, entry: BundleEntry): boolean =>
    (have[path] === 'dir') !== (entry.kind === 'directory');
  const remove = Object.keys(have).filter((path) => {
    const entry = wanted.get(path);
    return entry === undefined || changesKind(path, entry);
  });
  return { send, remove };
}

/** Small enough to start soon, big enough that a thousand small files are not three thousand writes. */
const FRAME_BYTES = 65_536;

/**
 * The entries as one tar stream, cut into frames of 4 bytes length and data, an empty frame at the end: the stream
 * shares its pipe with commands.
 */
export async function* packBundle(entries: readonly BundleEntry[]): AsyncGenerator<Buffer> {
  const tar = pack();
  const filling = fill(tar, entries).catch((error: unknown) => tar.destroy(error instanceof Error ? error : undefined));
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < FRAME_BYTES) continue;
    yield frame(waiting, bytes);
    waiting = [];
    bytes = 0;
  }
  await filling;
  if (bytes > 0) yield frame(waiting, bytes);
  yield Buffer.alloc(4);
}

async function fill(tar: Pack, entries: readonly BundleEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'directory') {
      await add(tar, { name: entry.path, type: 'directory', mode: 0o755 });
      continue;
    }
    const content = 'text' in entry.from ? Buffer.from(entry.from.text) : await readFile(entry.from.host);
    await add(tar, { name: entry.path, mode: entry.isExecutable ? 0o755 : 0o644 }, content);
  }
  tar.finalize();
}

function add(tar: Pack, header: Parameters<Pack['entry']>[0], content?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    if (content === undefined) tar.entry(header, done);
    else tar.entry(header, content, done);
  });
}

function frame(chunks: readonly Buffer[], bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return Buffer.concat([length, ...chunks]);
}

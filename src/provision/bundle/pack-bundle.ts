import { hash } from 'node:crypto';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { packTar, type TarEntry } from '../../base/tar/pack-tar.ts';
import { SalternError } from '../../contract/errors.ts';
import { fingerprintOf, type BundleEntry, type BundleFile } from './bundle-entry.ts';

/** What has to travel so that the guest holds exactly the bundle. */
export interface BundleChange {
  readonly send: readonly BundleEntry[];
  /** Guest paths that are there and no longer wanted. */
  readonly remove: readonly string[];
}

/** Compares by fingerprint. `have`: guest path → fingerprint of what is there, from the worker. */
export function compareBundle(
  wanted: ReadonlyMap<string, BundleEntry>,
  have: Readonly<Record<string, string>>,
): BundleChange {
  const send = [...wanted.values()].filter((entry) => have[entry.path] !== fingerprintOf(entry));
  const changesKind = (path: string, entry: BundleEntry): boolean =>
    (have[path] === 'dir') !== (entry.kind === 'directory');
  const remove = Object.keys(have).filter((path) => {
    const entry = wanted.get(path);
    return entry === undefined || changesKind(path, entry);
  });
  return { send, remove };
}

/** Small enough that sending starts soon, big enough that a thousand small files are not three thousand writes. */
const FRAME_BYTES = 65_536;
const READS_AT_ONCE = 16;

/**
 * The entries as one tar stream, cut into frames (4 bytes of length, then data; an empty frame at the end), because the
 * stream shares its pipe with commands. Throws `CONTENT_CHANGED` when a file is no longer what its digest says.
 */
export async function* packBundle(entries: readonly BundleEntry[]): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of packTar(readBundle(entries)) as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < FRAME_BYTES) continue;
    yield frame(waiting, bytes);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield frame(waiting, bytes);
  yield Buffer.alloc(4);
}

/** Entries with what they hold, as tar entries. Throws `CONTENT_CHANGED` when a file is no longer what its digest says. */
export async function* readBundle(entries: readonly BundleEntry[]): AsyncGenerator<TarEntry> {
  for (let at = 0; at < entries.length; at += READS_AT_ONCE) {
    yield* await Promise.all(entries.slice(at, at + READS_AT_ONCE).map(readEntry));
  }
}

async function readEntry(entry: BundleEntry): Promise<TarEntry> {
  if (entry.kind === 'directory') return { kind: 'directory', path: entry.path };
  if (entry.kind === 'link') return { kind: 'symlink', path: entry.path, target: entry.target };
  return { kind: 'file', path: entry.path, content: await readContent(entry), mode: entry.mode };
}

/** Read a second time, so checked a second time: what is sent is what was digested. */
async function readContent({ from, sha256 }: BundleFile): Promise<string | Buffer> {
  if ('text' in from) return from.text;
  const content = await readBytes(from.host, MOST_BYTES.content).catch((cause: unknown) => {
    throw changed(from.host, 'was removed, or can no longer be read,', cause);
  });
  if (hash('sha256', content) !== sha256) throw changed(from.host, 'changed');
  return content;
}

function changed(file: string, what: string, cause?: unknown): SalternError {
  return new SalternError('CONTENT_CHANGED', `'${file}' ${what} while it was tested`, {
    hint: 'Test again, and do not change the files meanwhile.',
    cause,
  });
}

function frame(chunks: readonly Buffer[], bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return Buffer.concat([length, ...chunks]);
}

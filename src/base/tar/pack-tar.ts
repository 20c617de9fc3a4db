import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { openRegular } from '../files/open-regular.ts';

/** One entry; `path` is relative to where the stream is unpacked. Modes default to 0644 for files, 0755 for directories. */
export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly content: string | Uint8Array; readonly mode?: number }
  /** The bytes are read from this host's disk while the stream is read. */
  | { readonly kind: 'host-file'; readonly path: string; readonly source: string; readonly mode?: number }
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string };

/**
 * Entries as a tar stream. Owner root, times 0: the same entries give the same bytes. The stream fails with the cause
 * when a host file cannot be read or changes its size meanwhile.
 */
export function packTar(entries: Iterable<TarEntry> | AsyncIterable<TarEntry>): Readable {
  const tar = pack();
  void fill(tar, entries).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // tar-stream's own kind of stream is no Readable of Node's, and takes none of its options.
  return Readable.from(tar, { objectMode: false });
}

async function fill(tar: Pack, entries: Iterable<TarEntry> | AsyncIterable<TarEntry>): Promise<void> {
  for await (const entry of entries) {
    if (tar.destroyed) return;
    await add(tar, entry);
  }
}

async function add(tar: Pack, entry: TarEntry): Promise<void> {
  const common = { name: entry.path, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
  switch (entry.kind) {
    case 'directory':
      return await addWhole(tar, { ...common, type: 'directory', mode: entry.mode ?? 0o755 });
    case 'symlink':
      return await addWhole(tar, { ...common, type: 'symlink', linkname: entry.target, mode: 0o777 });
    case 'file': {
      const content = Buffer.from(entry.content);
      return await addWhole(tar, { ...common, type: 'file', mode: entry.mode ?? 0o644 }, content);
    }
    case 'host-file': {
      await using file = await openRegular(entry.source);
      const { size, mode } = await file.handle.stat();
      const sink = tar.entry({ ...common, type: 'file', size, mode: entry.mode ?? (mode & 0o111 ? 0o755 : 0o644) });
      return await pipeline(file.handle.createReadStream({ autoClose: false }), sink);
    }
    default:
      return entry satisfies never;
  }
}

function addWhole(tar: Pack, header: Parameters<Pack['entry']>[0], content?: Buffer): Promise<void> {
  const done = Promise.withResolvers<void>();
  const onAdded = (error?: Error | null): void => (error ? done.reject(error) : done.resolve());
  if (content) tar.entry(header, content, onAdded);
  else tar.entry(header, onAdded);
  return done.promise;
}

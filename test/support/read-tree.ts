import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';

/** Files and links of a tar stream by path; the content of a link is `-> target`. */
export async function readTree(tar: Readable): Promise<Record<string, { mode: number; content: string }>> {
  const tree: Record<string, { mode: number; content: string }> = {};
  const entries = extract();
  tar.pipe(entries);
  for await (const entry of entries) {
    const { name, mode, type, linkname } = entry.header;
    const content = type === 'symlink' ? `-> ${linkname}` : await text(entry);
    if (type !== 'directory') tree[name] = { mode: mode & 0o7777, content };
    else entry.resume();
  }
  return tree;
}

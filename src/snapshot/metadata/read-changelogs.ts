import type { ChangelogEntry } from '../../contract/snapshot.ts';
import { scanElements } from './scan-elements.ts';
import { attributeIn, attributeOf, tagOf, textOf } from './scan-xml.ts';

/**
 * What other.xml says of these packages, by the hex of their checksum, newest entry first. Reads it once, from its
 * beginning to its end.
 */
export async function readChangelogs(
  chunks: AsyncIterable<Uint8Array>,
  pkgids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly ChangelogEntry[]>> {
  const found = new Map<string, readonly ChangelogEntry[]>();
  for await (const latin1 of scanElements(chunks, 'package')) {
    const pkgid = attributeOf(latin1, '<package', 'pkgid');
    if (pkgid === undefined || !pkgids.has(pkgid)) continue;
    found.set(pkgid, parseEntries(Buffer.from(latin1, 'latin1').toString('utf8')));
  }
  return found;
}

function parseEntries(element: string): readonly ChangelogEntry[] {
  const entries = element.split('<changelog').slice(1);
  return entries
    .flatMap((part): readonly ChangelogEntry[] => {
      const tag = tagOf(`<changelog${part}`, '<changelog');
      const text = textOf(`<changelog${part}`, 'changelog');
      const at = new Date(Number(tag === undefined ? Number.NaN : attributeIn(tag, 'date')) * 1000);
      if (tag === undefined || text === undefined || Number.isNaN(at.getTime())) return [];
      return [{ at: at.toISOString().slice(0, 10), by: attributeIn(tag, 'author') ?? '', text: text.trim() }];
    })
    .toSorted((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1));
}

import { createHash } from 'node:crypto';
import type { ContentItem } from '../../contract/snapshot.ts';
import type { RepomdEntry } from './parse-repomd.ts';
import { scanElements } from './scan-elements.ts';
import { splitModules } from './split-modules.ts';
import { textOf } from './scan-xml.ts';

/** The uncompressed content of a metadata file, by its location. */
export type OpenDocument = (location: string) => AsyncIterable<Uint8Array>;

/**
 * Modules, groups and advisories of a repository, each by name with a digest over its text, sorted. White space does not
 * count. What has no name is left out: that something changed shows in the content digest. Throws what `open` throws.
 */
export async function readItems(entries: readonly RepomdEntry[], open: OpenDocument): Promise<readonly ContentItem[]> {
  const texts = new Map<string, Named & { readonly digests: string[] }>();
  for (const type of ['modules', 'group', 'updateinfo']) {
    const entry = entries.find((one) => one.type === type) ?? entries.find((one) => one.type === `${type}_gz`);
    if (entry === undefined) continue;
    for await (const { kind, name, text } of readDocument(type, () => open(entry.location))) {
      const key = `${kind} ${name}`;
      const known = texts.get(key) ?? { kind, name, digests: [] };
      known.digests.push(digestOf(text.replace(/\s+/g, ' ').trim()));
      texts.set(key, known);
    }
  }
  const items = [...texts.values()].map(({ kind, name, digests }): ContentItem => ({
    kind,
    name,
    digest: `sha256:${digestOf(digests.sort().join('\n'))}`,
  }));
  return items.sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

type Named = Pick<ContentItem, 'kind' | 'name'>;
type Part = Named & { readonly text: string };

async function* readDocument(type: string, open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  switch (type) {
    case 'modules':
      yield* (await splitModules(open())).map(({ name, text }): Part => ({ kind: 'module', name, text }));
      return;
    case 'group':
      yield* elements(open(), 'group', 'group');
      yield* elements(open(), 'environment', 'group');
      return;
    default:
      yield* elements(open(), 'update', 'advisory');
  }
}

async function* elements(
  chunks: AsyncIterable<Uint8Array>,
  tag: string,
  kind: ContentItem['kind'],
): AsyncGenerator<Part> {
  for await (const latin1 of scanElements(chunks, tag)) {
    const text = Buffer.from(latin1, 'latin1').toString('utf8');
    const name = textOf(text, 'id')?.trim();
    if (name) yield { kind, name, text: text.replace(/>\s+</g, '><') };
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

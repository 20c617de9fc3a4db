import { configuredEntries, type ConfiguredEntry } from '../../contract/configured-entry.ts';
import { findEntry } from '../../contract/find-entry.ts';
import type { Source, SourcePlace } from '../../contract/source.ts';

const entry = configuredEntries<SourcePlace, Source>('SNAPSHOT_SOURCE', () => 'the snapshot source');

/** Every kind of source by name. A new one is one line here. */
export const SOURCES: Readonly<Record<string, ConfiguredEntry<SourcePlace, Source>>> = {
  http: entry(
    async () => (await import('./http/config.ts')).httpConfigSchema,
    async () => (await import('./http/http-source.ts')).httpSource,
  ),
  mirror: entry(
    async () => (await import('./mirror/config.ts')).mirrorConfigSchema,
    async () => (await import('./mirror/mirror-source.ts')).mirrorSource,
  ),
  pulp: entry(
    async () => (await import('./pulp/config.ts')).pulpConfigSchema,
    async () => (await import('./pulp/pulp-source.ts')).pulpSource,
  ),
};

/** Opens a source of the kind `name`. Throws `SNAPSHOT_SOURCE`. */
export async function openSource(
  { name, config }: { readonly name: string; readonly config: unknown },
  place: SourcePlace,
): Promise<Source> {
  return findEntry(SOURCES, name, { code: 'SNAPSHOT_SOURCE', one: 'kind of snapshot source' }).open(config, place);
}

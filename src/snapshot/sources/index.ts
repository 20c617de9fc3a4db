import type { z } from 'zod';
import { SalternError } from '../../contract/errors.ts';
import { findEntry } from '../../contract/find-entry.ts';
import type { Source, SourcePlace } from '../../contract/source.ts';

/** A kind of source that saltern knows, not loaded yet. */
export interface SourceEntry {
  /** The schema of its configuration, from a light file. */
  readonly schema: () => Promise<z.ZodType>;
  /** The source itself. Throws `SNAPSHOT_SOURCE` when the configuration does not fit the schema. */
  readonly open: (config: unknown, place: SourcePlace) => Promise<Source>;
}

/** Every kind of source by name. A new one is one line here. */
export const SOURCES: Readonly<Record<string, SourceEntry>> = {
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

function entry<C>(
  schema: () => Promise<z.ZodType<C>>,
  load: () => Promise<(config: C, place: SourcePlace) => Source>,
): SourceEntry {
  return {
    schema,
    async open(config, place) {
      const parsed = (await schema()).safeParse(config);
      if (parsed.success) return (await load())(parsed.data, place);
      const [issue] = parsed.error.issues;
      throw new SalternError(
        'SNAPSHOT_SOURCE',
        `The configuration of the snapshot source is wrong: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`,
        { cause: parsed.error },
      );
    },
  };
}

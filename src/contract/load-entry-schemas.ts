import type { z } from 'zod';

/** What the entries of a registry may be told, by their names; those that may be told nothing left out. */
export async function loadEntrySchemas(
  registry: Readonly<Record<string, { readonly schema?: () => Promise<z.ZodType> }>>,
): Promise<Readonly<Record<string, z.ZodType>>> {
  const schemas = Object.entries(registry).map(
    async ([name, { schema }]) => schema && ([name, await schema()] as const),
  );
  return Object.fromEntries((await Promise.all(schemas)).filter((entry) => entry !== undefined));
}

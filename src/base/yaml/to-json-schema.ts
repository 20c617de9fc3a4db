import { z } from 'zod';
import { readsOf } from './reads.ts';

/** The JSON Schema of a YAML file that `readShaped` reads, for editors. `name`: its id is `urn:saltern:NAME`. */
export function toJsonSchema(
  schema: z.ZodType,
  { name, title }: { readonly name: string; readonly title: string },
): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema['reads'];
      // A version or a name may look like a number; the reader takes it as it is written.
      if (readsOf(zodSchema) === 'text' && jsonSchema.type === 'string')
        jsonSchema.type = ['string', 'number'] as never;
      // A key with nothing after it is an empty map.
      if (jsonSchema.type === 'object') jsonSchema.type = ['object', 'null'] as never;
    },
  });
  return {
    $schema,
    $id: `urn:saltern:${name}`,
    title,
    ...rest,
    patternProperties: { '^x-': { description: 'Yours, for YAML anchors.' } },
  };
}

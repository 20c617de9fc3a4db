import { z } from 'zod';
import { createSchemas } from './schema.ts';

/**
 * The JSON Schema of `saltern.yml`, suite files and overlays, for editors. One schema for all three: what an editor is
 * told about a key is the same everywhere, and the finer rules are the loader's.
 */
export function jsonSchema(
  drivers: Readonly<Record<string, z.ZodType | undefined>>,
  verifiers: Readonly<Record<string, z.ZodType>>,
  reporters: Readonly<Record<string, z.ZodType>>,
): Readonly<Record<string, unknown>> {
  const known = Object.entries(drivers).filter((entry): entry is [string, z.ZodType] => entry[1] !== undefined);
  const { project, overlay } = createSchemas(Object.fromEntries(known), verifiers, reporters);
  const whole = z.strictObject({ ...overlay.shape, ...project.shape });
  const generated = z.toJSONSchema(whole, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema: schema }) => {
      // A version or a name may look like a number; the loader takes it as it is written.
      if (schema['loose'] === true) schema.type = ['string', 'number'] as never;
      delete schema['loose'];
      delete schema.readOnly;
      // A key with nothing behind it is an empty map.
      if (schema.type === 'object') schema.type = ['object', 'null'] as never;
    },
  });
  const { $schema, ...rest } = generated;
  return {
    $schema,
    $id: 'urn:saltern:project',
    title: 'saltern project, suite file or overlay',
    ...rest,
    patternProperties: { '^x-': { description: 'Yours: a place for YAML anchors.' } },
  };
}

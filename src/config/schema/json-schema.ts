import { z } from 'zod';
import { toJsonSchema } from '../../base/yaml/to-json-schema.ts';
import { createSchemas } from './schema.ts';

/**
 * The JSON Schema of `saltern.yml`, suite files and overlays, for editors. One schema for all three: what an editor
 * says about a key is the same in each, and which file may hold it is for the loader to check.
 */
export function jsonSchema(
  drivers: Readonly<Record<string, z.ZodType | undefined>>,
  verifiers: Readonly<Record<string, z.ZodType>>,
  reporters: Readonly<Record<string, z.ZodType>>,
): Readonly<Record<string, unknown>> {
  const known = Object.entries(drivers).filter((entry): entry is [string, z.ZodType] => entry[1] !== undefined);
  const { project, overlay } = createSchemas(Object.fromEntries(known), verifiers, reporters);
  const whole = z.strictObject({ ...overlay.shape, ...project.shape });
  return toJsonSchema(whole, { name: 'project', title: 'saltern project, suite file or overlay' });
}

import { z } from 'zod';
import { toJsonSchema } from '../../base/yaml/to-json-schema.ts';
import { createSchemas, type Sections } from './schema.ts';

/**
 * The JSON Schema of `saltern.yml`, suite files and overlays, for editors. One schema for all three: what an editor
 * says about a key is the same in each, and which file may hold it is for the loader to check.
 */
export function jsonSchema(sections: Sections): Readonly<Record<string, unknown>> {
  const { project, overlay } = createSchemas(sections);
  const whole = z.strictObject({ ...overlay.shape, ...project.shape });
  return toJsonSchema(whole, { name: 'project', title: 'saltern project, suite file or overlay' });
}

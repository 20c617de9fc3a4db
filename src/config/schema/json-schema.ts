import { toJsonSchema } from '../../base/yaml/to-json-schema.ts';
import { createSchemas, type Sections } from './schema.ts';

/** Files of a project that have a schema each. */
export type ProjectFile = 'project' | 'suite' | 'overlay';

/** The JSON Schema of a project file, a suite file or an overlay, for editors. */
export function jsonSchema(sections: Sections, file: ProjectFile = 'project'): Readonly<Record<string, unknown>> {
  const { project, suiteFile, overlay } = createSchemas(sections);
  switch (file) {
    case 'project':
      return toJsonSchema(project, { name: 'saltern', title: 'saltern project' });
    case 'suite':
      return toJsonSchema(suiteFile, { name: 'suite', title: 'saltern suite file' });
    case 'overlay':
      return toJsonSchema(overlay, { name: 'overlay', title: 'saltern overlay' });
    default:
      return file satisfies never;
  }
}

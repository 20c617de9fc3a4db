import type { z } from 'zod';
import type { Problem } from '../../base/place/place.ts';
import type { Variables } from '../../base/yaml/fill-variables.ts';
import { readShaped } from '../../base/yaml/read-shaped.ts';
import type { YamlFile } from '../../base/yaml/read-yaml.ts';
import { expandSalt } from '../schema/expand-salt.ts';
import { explainKey } from '../schema/explain-key.ts';
import { toLayer, type Layer } from '../layer.ts';

/** A file of the project: what is well-formed in it, and what is not. */
export interface ShapedFile {
  /** Absolute. */
  readonly path: string;
  /** As the user would type it. */
  readonly display: string;
  readonly layer: Layer;
  readonly problems: readonly Problem[];
}

/** A file's values in the shape of its schema, short forms written out. `variables`: what `${NAME}` stands for. */
export function shapeFile(file: YamlFile, schema: z.ZodType, variables?: Variables): ShapedFile {
  const { path, display } = file;
  const shaped = readShaped(file, schema, { explainKey, ...(variables && { variables }) });
  return {
    path,
    display,
    layer: toLayer({ ...shaped, value: expandSalt(shaped.value) }),
    problems: shaped.problems,
  };
}

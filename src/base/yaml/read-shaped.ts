import type { z } from 'zod';
import { checkShape, type Shaped } from './check-shape.ts';
import type { ShapeWords } from './describe-issue.ts';
import type { YamlFile } from './read-yaml.ts';
import { toValue } from './to-value.ts';

/**
 * What a file says, in the shape that the schema asks for: the one way in for every YAML file. Never throws: what does
 * not parse, what cannot mean anything and what has another shape are problems at their places.
 */
export function readShaped(file: YamlFile, schema: z.ZodType, words: ShapeWords = {}): Shaped {
  const read = toValue(file, schema);
  const shaped = checkShape({ ...file, value: read.value }, schema, words);
  return { ...shaped, problems: [...file.problems, ...read.problems, ...shaped.problems] };
}

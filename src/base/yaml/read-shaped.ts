import type { z } from 'zod';
import type { Path } from '../json/json-value.ts';
import { checkShape, type Shaped } from './check-shape.ts';
import type { ShapeWords } from './describe-issue.ts';
import type { WrittenNode } from './flow-text.ts';
import type { YamlFile } from './read-yaml.ts';
import { toValue } from './to-value.ts';

/**
 * What a file says, in the shape that the schema asks for: the one way in for every YAML file. Never throws: what does
 * not parse, what has no meaning and what has another shape are problems at their places, from top to bottom.
 */
export function readShaped(file: YamlFile, schema: z.ZodType, words: ShapeWords = {}): Shaped {
  const { place, placeOfValue } = file;
  const written = (path: Path): WrittenNode | undefined => {
    const node = file.valueNode(path);
    return node && { file, node };
  };
  // Nothing is known of a file that does not parse, so no key may be called missing.
  if (!file.isParsed) return { value: {}, place, placeOfValue, problems: file.problems };
  const read = toValue(file, schema);
  const shaped = checkShape({ value: read.value, place, placeOfValue, written }, schema, words);
  const tags = file.doubtfulTags.filter(({ offset }) => !read.isData(offset)).map(({ problem }) => problem);
  const problems = [...file.problems, ...tags, ...read.problems, ...shaped.problems];
  return { ...shaped, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

import { visit, type Node } from 'yaml';
import type { z } from 'zod';
import type { Path } from '../json/json-value.ts';
import { checkShape, type Shaped } from './check-shape.ts';
import type { ShapeWords } from './describe-issue.ts';
import type { WrittenNode } from './flow-text.ts';
import type { YamlFile } from './read-yaml.ts';
import type { Variables } from './fill-variables.ts';
import { toValue } from './to-value.ts';

export interface ReadWords extends ShapeWords {
  /** What `${NAME}` stands for where the schema lets it. Default: `${NAME}` is text like any other. */
  readonly variables?: Variables;
}

/**
 * What a file says, in the shape that the schema asks for: the one way in for every YAML file. Never throws: what does
 * not parse, what has no meaning and what has another shape are problems at their places, from top to bottom.
 */
export function readShaped(file: YamlFile, schema: z.ZodType, words: ReadWords = {}): Shaped {
  const { place, placeOfValue } = file;
  const written = (path: Path): WrittenNode | undefined => {
    const node = file.valueNode(path);
    return node && { file, node };
  };
  // Nothing is known of a file that does not parse, so no key may be called missing.
  if (!file.isParsed) return { value: {}, place, placeOfValue, problems: file.problems };
  const read = toValue(file, schema, words.variables);
  const variables = (path: Path) => listFilled(file.valueNode(path), read.filled);
  const shaped = checkShape({ value: read.value, place, placeOfValue, written, variables }, schema, words);
  const tags = file.doubtfulTags.filter(({ offset }) => !read.isData(offset)).map(({ problem }) => problem);
  const problems = [...file.problems, ...tags, ...read.problems, ...shaped.problems];
  return { ...shaped, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function listFilled(node: Node | undefined, filled: ReadonlyMap<Node, readonly string[]>): readonly string[] {
  if (node === undefined || filled.size === 0) return [];
  const names: string[] = [];
  visit(node, { Scalar: (_key, scalar) => void names.push(...(filled.get(scalar) ?? [])) });
  return [...new Set(names)];
}

import type { z } from 'zod';
import type { Problem } from '../place/place.ts';
import type { Json } from '../json/json.ts';
import { describeIssue } from './describe-issue.ts';
import { withoutPath, type Path } from '../json/json-value.ts';
import type { YamlFile } from './read-yaml.ts';
import { toValue } from './to-value.ts';

export interface Shaped {
  /** What remains of the file once everything wrong is taken out, so that the rules can look at the rest. */
  readonly value: Json;
  readonly problems: readonly Problem[];
}

/** A file's values, with every unknown key and wrong type as a problem at its place. */
export function checkShape(file: YamlFile, schema: z.ZodType): Shaped {
  const read = toValue(file, schema);
  const problems: Problem[] = [...file.problems, ...read.problems];
  let json = read.value;
  const removed: Path[] = [];
  for (let round = 0; round < 50; round++) {
    const result = schema.safeParse(json);
    if (result.success) return { value: json, problems };
    const found = result.error.issues.flatMap((issue) => describeIssue(issue, json, schema));
    for (const { at, path, message, remove } of found) {
      // What is missing now because it was taken out a round ago was complained about then.
      if (removed.some((earlier) => remove.every((step, index) => step === earlier[index]))) continue;
      problems.push({ ...(at === 'key' ? file.place(path) : file.placeOfValue(path)), message });
    }
    removed.push(...found.map(({ remove }) => remove));
    json = found
      .map(({ remove }) => remove)
      .toSorted(compareLastFirst)
      .reduce(withoutPath, json);
  }
  return { value: {}, problems };
}

/** Items further down a list go first, so that those before them keep their index. */
function compareLastFirst(a: Path, b: Path): number {
  const step = a.findIndex((key, index) => key !== b[index]);
  return Number(b[step] ?? -1) - Number(a[step] ?? -1) || b.length - a.length;
}

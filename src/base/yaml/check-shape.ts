import type { z } from 'zod';
import type { Path } from '../json/json-value.ts';
import type { Json } from '../json/json.ts';
import type { Problem } from '../place/place.ts';
import { describeIssue, type DescribedIssue, type ShapeWords } from './describe-issue.ts';
import type { PlacedValue } from './placed-value.ts';

/** `value` is what remains once everything wrong is taken out, so that rules can look at the rest; `{}` where nothing does. */
export interface Shaped extends PlacedValue {
  readonly problems: readonly Problem[];
}

/** A file with more mistakes than this is something else altogether, such as another program's. */
const MOST_ISSUES = 500;

/**
 * Every unknown key and wrong type as a problem at its place. One pass would not find them all: zod asks a refinement
 * (`a hook needs either 'before' or 'after'`) only of what is well-formed otherwise, and of a union it follows one
 * alternative. So what is wrong is taken out and the rest is looked at again. Each round takes something out that was
 * there, so there are at most as many rounds as issues.
 */
export function checkShape(written: PlacedValue, schema: z.ZodType, words: ShapeWords = {}): Shaped {
  const problems: Problem[] = [];
  const removed: Path[] = [];
  for (;;) {
    const value = prune(written.value, removed);
    const result = schema.safeParse(value);
    if (result.success) return { ...written, value, problems };
    const issues = result.error.issues.slice(0, MOST_ISSUES);
    const described = issues.flatMap((issue) => describeIssue(issue, { root: value, schema, words }));
    const found = described.slice(0, MOST_ISSUES);
    const wrong = found.map((one) => ({
      ...one,
      path: toWritten(one.path, removed),
      remove: toWritten(one.remove, removed),
    }));
    const news = wrong.filter(({ remove }) => !removed.some((earlier) => startsWith(remove, earlier)));
    if (news.length === 0) return { ...written, value: {}, problems };
    for (const [index, { at, path, message, remove, missing }] of news.entries()) {
      // What is missing only because an earlier round took it out was complained about then.
      if (removed.some((earlier) => startsWith(earlier, remove))) continue;
      // A key that is written wrong is one mistake, not two.
      if (missing !== undefined && news.some((other) => isMeant(other, [...path, missing]))) continue;
      // Given a list where text is wanted, zod says that it is no text, and then that it is too short.
      if (at === 'value' && news.slice(0, index).some((other) => keyOf(other.remove) === keyOf(remove))) continue;
      problems.push({ ...(at === 'key' ? written.place(path) : written.placeOfValue(path)), message });
    }
    if (problems.length >= MOST_ISSUES) return { ...written, value: {}, problems };
    removed.push(...news.map(({ remove }) => remove));
  }
}

/** The value without what is at the paths; lists close up. */
function prune(value: Json, removed: readonly Path[]): Json {
  const has = new Set(removed.map(keyOf));
  const walk = (here: Json, path: Path): Json => {
    if (Array.isArray(here)) {
      const items = here.map((item: Json, index) => [item, [...path, index]] as const);
      return items.filter(([, at]) => !has.has(keyOf(at))).map(([item, at]) => walk(item, at));
    }
    if (typeof here !== 'object' || here === null) return here;
    const entries = Object.entries(here).map(([key, inner]) => [key, inner, [...path, key]] as const);
    return Object.fromEntries(
      entries.filter(([, , at]) => !has.has(keyOf(at))).map(([key, inner, at]) => [key, walk(inner, at)]),
    );
  };
  if (has.has(keyOf([]))) return {};
  return removed.length === 0 ? value : walk(value, []);
}

/** A path of the pruned value as a path of what was written: lists have closed up since. */
function toWritten(path: Path, removed: readonly Path[]): Path {
  const has = new Set(removed.map(keyOf));
  let written: Path = [];
  for (const step of path) {
    let index = step;
    if (typeof step === 'number') {
      let left = step;
      for (index = 0; has.has(keyOf([...written, index])) || left-- > 0; index++);
    }
    written = [...written, index];
  }
  return written;
}

function isMeant({ path, meant }: DescribedIssue, missing: Path): boolean {
  return meant !== undefined && keyOf([...path.slice(0, -1), meant]) === keyOf(missing);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => step === path[index]);
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

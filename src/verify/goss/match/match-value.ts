import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../base/json/json.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { findUnmetPatterns, parsePattern, type Pattern } from './patterns.ts';
import { findUnpaired } from './find-unpaired.ts';
import { readGjsonPath } from './read-gjson-path.ts';
import { parseSemverRange } from './semver.ts';
import { translateGoRegexp } from './translate-go-regexp.ts';
import { byteLength, isList, isMap, toList, toNumber, toText } from './convert.ts';

/** `impossible`: the two cannot be compared (no number, no list); a failure that `not` does not turn round. */
export type Verdict =
  | { readonly kind: 'match' }
  | { readonly kind: 'no-match'; readonly why?: string }
  | { readonly kind: 'impossible'; readonly why: string };

/** Names of all matchers, each told how it compares. The one table that validation and matching share. */
export const MATCHERS = {
  equal: (expected, actual) => verdict(isDeepStrictEqual(expected, actual)),
  'have-prefix': (expected, actual) => verdict(toText(actual).startsWith(toText(expected))),
  'have-suffix': (expected, actual) => verdict(toText(actual).endsWith(toText(expected))),
  'contain-substring': (expected, actual) => verdict(toText(actual).includes(toText(expected))),
  'match-regexp': matchRegexp,
  'have-patterns': (expected, actual) => matchPatterns(isList(expected) ? expected : [], toText(actual)),
  gt: (expected, actual) => compareNumbers(expected, actual, (a, b) => a > b),
  ge: (expected, actual) => compareNumbers(expected, actual, (a, b) => a >= b),
  lt: (expected, actual) => compareNumbers(expected, actual, (a, b) => a < b),
  le: (expected, actual) => compareNumbers(expected, actual, (a, b) => a <= b),
  'contain-element': (expected, actual) => containElements([expected], toList(actual)),
  'contain-elements': (expected, actual) => containElements(isList(expected) ? expected : [], toList(actual)),
  'consist-of': (expected, actual) => consistOf(isList(expected) ? expected : [], elementsOf(actual)),
  'have-len': haveLength,
  'have-key': (expected, actual) =>
    isMap(actual)
      ? verdict(Object.keys(actual).some((key) => matchValue(expected, key).kind === 'match'))
      : impossible('it has no keys'),
  not: negate,
  and: (expected, actual) => matchAll(isList(expected) ? expected : [], actual),
  or: (expected, actual) => matchAny(isList(expected) ? expected : [], actual),
  'semver-constraint': matchSemver,
  gjson: matchGjson,
} as const satisfies Record<string, (expected: Json, actual: Json) => Verdict>;

export type MatcherName = keyof typeof MATCHERS;

export function isMatcherName(name: string): name is MatcherName {
  return Object.hasOwn(MATCHERS, name);
}

/**
 * Compares by goss's rules: a string with the text of the value, a number with the value as a number, a bool as it is,
 * a list by containing its elements, a map of one key by that matcher. The expectation has been validated.
 */
export function matchValue(expected: Json, actual: Json): Verdict {
  if (typeof expected === 'string') return verdict(toText(actual) === expected);
  if (typeof expected === 'number') return compareNumbers(expected, actual, (a, b) => a === b);
  if (isList(expected)) return containElements(expected, elementsOf(actual));
  if (!isMap(expected)) return verdict(expected === actual);
  const [entry] = Object.entries(expected);
  if (!entry || !isMatcherName(entry[0])) return impossible('there is no such matcher');
  return MATCHERS[entry[0]](entry[1], actual);
}

/** Compares text line by line when the expectation is a list (contents, stdout, stderr), else like any value. */
export function matchText(expected: Json, actual: string): Verdict {
  return isList(expected) ? matchPatterns(expected, actual) : matchValue(expected, actual);
}

function verdict(isMatch: boolean): Verdict {
  return { kind: isMatch ? 'match' : 'no-match' };
}

function impossible(why: string): Verdict {
  return { kind: 'impossible', why };
}

function matchRegexp(expected: Json, actual: Json): Verdict {
  const translated = translateGoRegexp(toText(expected));
  return 'problem' in translated ? impossible(translated.problem) : verdict(translated.regexp.test(toText(actual)));
}

function matchPatterns(expected: readonly Json[], actual: string): Verdict {
  const patterns: Pattern[] = [];
  for (const written of expected) {
    const pattern = parsePattern(toText(written));
    if ('problem' in pattern) return impossible(pattern.problem);
    patterns.push(pattern);
  }
  const unmet = findUnmetPatterns(patterns, actual);
  if (unmet.length === 0) return { kind: 'match' };
  const why = unmet.map(({ pattern, line }) => {
    const sought = JSON.stringify(pattern.written.replace(/^!/, ''));
    return line
      ? `line ${line.number} ${JSON.stringify(line.text.slice(0, 200))} has ${sought}`
      : `no line has ${sought}`;
  });
  return { kind: 'no-match', why: why.join(', ') };
}

function compareNumbers(expected: Json, actual: Json, holds: (actual: number, expected: number) => boolean): Verdict {
  const [left, right] = [toNumber(actual), toNumber(expected)];
  return left === undefined || right === undefined ? impossible('it is not a number') : verdict(holds(left, right));
}

function elementsOf(actual: Json): readonly Json[] | undefined {
  if (isList(actual)) return actual;
  return isMap(actual) ? Object.values(actual) : undefined;
}

function containElements(expected: readonly Json[], actual: readonly Json[] | undefined): Verdict {
  if (!actual) return impossible('it is not a list');
  const missing = findUnpaired(expected.length, actual.length, fits(expected, actual));
  return missing.length === 0
    ? { kind: 'match' }
    : { kind: 'no-match', why: `missing ${list(missing.map((at) => expected[at]))}` };
}

function consistOf(expected: readonly Json[], actual: readonly Json[] | undefined): Verdict {
  if (!actual) return impossible('it is not a list');
  const missing = findUnpaired(expected.length, actual.length, fits(expected, actual));
  const extra = findUnpaired(actual.length, expected.length, (left, right) => fits(expected, actual)(right, left));
  if (missing.length + extra.length === 0) return { kind: 'match' };
  const why = [
    missing.length > 0 ? `missing ${list(missing.map((at) => expected[at]))}` : '',
    extra.length > 0 ? `not expected ${list(extra.map((at) => actual[at]))}` : '',
  ];
  return { kind: 'no-match', why: why.filter(Boolean).join(', ') };
}

function fits(expected: readonly Json[], actual: readonly Json[]) {
  return (left: number, right: number): boolean =>
    matchValue(expected[left] ?? null, actual[right] ?? null).kind === 'match';
}

function list(values: readonly (Json | undefined)[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function haveLength(expected: Json, actual: Json): Verdict {
  const length = typeof actual === 'string' ? byteLength(actual) : elementsOf(actual)?.length;
  if (length === undefined) return impossible('it has no length');
  return length === expected ? { kind: 'match' } : { kind: 'no-match', why: `its length is ${length}` };
}

function negate(expected: Json, actual: Json): Verdict {
  const inner = matchValue(expected, actual);
  return inner.kind === 'impossible' ? inner : verdict(inner.kind === 'no-match');
}

function matchAll(expected: readonly Json[], actual: Json): Verdict {
  for (const one of expected) {
    const inner = matchValue(one, actual);
    if (inner.kind !== 'match') return inner;
  }
  return { kind: 'match' };
}

function matchAny(expected: readonly Json[], actual: Json): Verdict {
  for (const one of expected) {
    const inner = matchValue(one, actual);
    if (inner.kind !== 'no-match') return inner;
  }
  return { kind: 'no-match' };
}

function matchSemver(expected: Json, actual: Json): Verdict {
  const range = parseSemverRange(toText(expected));
  if (!range) return impossible('the range cannot be read');
  const versions = isList(actual) ? actual : [actual];
  const answers = versions.map((version) => (typeof version === 'string' ? range(version) : undefined));
  if (answers.length === 0 || answers.includes(undefined)) return impossible('it is not a semantic version');
  return verdict(!answers.includes(false));
}

function matchGjson(expected: Json, actual: Json): Verdict {
  const value = parseJson(toText(actual));
  if (value === undefined) return impossible('it is not JSON');
  for (const [path, one] of Object.entries(isMap(expected) ? expected : ({} satisfies JsonObject))) {
    const found = readGjsonPath(value, path);
    if (found === undefined) return impossible(`nothing is at '${path}'`);
    const inner = matchValue(one, found);
    if (inner.kind !== 'match') return { ...inner, why: inner.why ?? `at '${path}' is ${JSON.stringify(found)}` };
  }
  return { kind: 'match' };
}

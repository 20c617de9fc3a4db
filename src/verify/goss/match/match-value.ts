import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../base/json/json.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { byteLength, isList, isMap, toList, toNumber, toText } from './convert.ts';
import { compileGoRegexp } from './go-regexp.ts';
import { consistOf, containElement, containElements, elementsOf, haveKey, type Wanted } from './match-elements.ts';
import { matchPatterns } from './match-patterns.ts';
import { readGjsonPath } from './read-gjson-path.ts';
import { parseSemverRange } from './semver.ts';
import { impossible, verdict, type Matcher, type Verdict } from './verdict.ts';

/**
 * Compares by goss's rules: a string with the text of the value, a number with the value as a number, a bool as it is,
 * a list by containing its elements, a map of one key by that matcher. The expectation has been validated.
 */
export function matchValue(expected: Json, actual: Json): Verdict {
  return toMatcher(expected)(actual);
}

/** Compares text line by line when the expectation is a list (contents, stdout, stderr), else like any value. */
export function matchText(expected: Json, actual: string): Verdict {
  return isList(expected) ? matchPatterns(expected)(actual) : matchValue(expected, actual);
}

/**
 * All matchers by name; each reads what is expected and gives the function that compares. Validation and matching share
 * the table.
 */
export const MATCHERS = {
  equal: (expected) => (actual) => verdict(isDeepStrictEqual(expected, actual)),
  'have-prefix': (expected) => (actual) => verdict(toText(actual).startsWith(toText(expected))),
  'have-suffix': (expected) => (actual) => verdict(toText(actual).endsWith(toText(expected))),
  'contain-substring': (expected) => (actual) => verdict(toText(actual).includes(toText(expected))),
  'match-regexp': matchRegexp,
  'have-patterns': (expected) => matchPatterns(itemsOf(expected)),
  gt: (expected) => compareNumbers(expected, (a, b) => a > b),
  ge: (expected) => compareNumbers(expected, (a, b) => a >= b),
  lt: (expected) => compareNumbers(expected, (a, b) => a < b),
  le: (expected) => compareNumbers(expected, (a, b) => a <= b),
  'contain-element': (expected) => containElement(toWanted(expected)),
  'contain-elements': (expected) => containElements(itemsOf(expected).map(toWanted), toList),
  'consist-of': (expected) => consistOf(itemsOf(expected).map(toWanted)),
  'have-len': haveLength,
  'have-key': (expected) => haveKey(toMatcher(expected)),
  not: negate,
  and: (expected) => firstOf(expected, (kind) => kind !== 'match', { kind: 'match' }),
  or: (expected) => firstOf(expected, (kind) => kind !== 'no-match', { kind: 'no-match' }),
  'semver-constraint': matchSemver,
  gjson: matchGjson,
} as const satisfies Record<string, (expected: Json) => Matcher>;

export type MatcherName = keyof typeof MATCHERS;

export function isMatcherName(name: string): name is MatcherName {
  return Object.hasOwn(MATCHERS, name);
}

function toMatcher(expected: Json): Matcher {
  if (typeof expected === 'string') return (actual) => verdict(toText(actual) === expected);
  if (typeof expected === 'number') return compareNumbers(expected, (a, b) => a === b);
  if (isList(expected)) return containElements(expected.map(toWanted), elementsOf);
  if (!isMap(expected)) return (actual) => verdict(expected === actual);
  const [entry] = Object.entries(expected);
  if (!entry || !isMatcherName(entry[0])) return () => impossible('there is no such matcher');
  return MATCHERS[entry[0]](entry[1]);
}

function toWanted(written: Json): Wanted {
  return { written, matches: toMatcher(written) };
}

function matchRegexp(expected: Json): Matcher {
  const regexp = compileGoRegexp(toText(expected));
  if ('problem' in regexp) return () => impossible(regexp.problem);
  return (actual) => verdict(regexp.matches(toText(actual)));
}

function compareNumbers(expected: Json, holds: (actual: number, expected: number) => boolean): Matcher {
  const wanted = toNumber(expected);
  return (actual) => {
    const found = toNumber(actual);
    return found === undefined || wanted === undefined
      ? impossible('it is not a number')
      : verdict(holds(found, wanted));
  };
}

function haveLength(expected: Json): Matcher {
  return (actual) => {
    const length = typeof actual === 'string' ? byteLength(actual) : elementsOf(actual)?.length;
    if (length === undefined) return impossible('it has no length');
    return length === expected ? { kind: 'match' } : { kind: 'no-match', why: `its length is ${length}` };
  };
}

function negate(expected: Json): Matcher {
  const matches = toMatcher(expected);
  return (actual) => {
    const inner = matches(actual);
    return inner.kind === 'impossible' ? inner : verdict(inner.kind === 'no-match');
  };
}

/** Asks one after the other; the first that decides is the answer. */
function firstOf(expected: Json, decides: (kind: Verdict['kind']) => boolean, otherwise: Verdict): Matcher {
  const all = itemsOf(expected).map(toMatcher);
  return (actual) => {
    for (const matches of all) {
      const inner = matches(actual);
      if (decides(inner.kind)) return inner;
    }
    return otherwise;
  };
}

function itemsOf(expected: Json): readonly Json[] {
  return isList(expected) ? expected : [];
}

function matchSemver(expected: Json): Matcher {
  const range = parseSemverRange(toText(expected));
  if (!range) return () => impossible('the range cannot be read');
  return (actual) => {
    const versions = isList(actual) ? actual : [actual];
    const answers = versions.map((version) => (typeof version === 'string' ? range(version) : undefined));
    if (answers.length === 0 || answers.includes(undefined)) return impossible('it is not a semantic version');
    return verdict(!answers.includes(false));
  };
}

function matchGjson(expected: Json): Matcher {
  const wanted = Object.entries(isMap(expected) ? expected : {}).map(([path, one]) => [path, toMatcher(one)] as const);
  return (actual) => {
    const value = parseJson(toText(actual));
    if (value === undefined) return impossible('it is not JSON');
    for (const [path, matches] of wanted) {
      const found = readGjsonPath(value, path);
      if (found === undefined) return impossible(`there is nothing at '${path}'`);
      const inner = matches(found);
      if (inner.kind !== 'match')
        return { ...inner, why: inner.why ?? `at '${path}' there is ${JSON.stringify(found)}` };
    }
    return { kind: 'match' };
  };
}

import type { Json } from '../../base/json/json.ts';
import { correctBoolean } from '../../base/yaml/correct-value.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import { isList, isMap, toNumber } from './match/convert.ts';
import { checkGoRegexp } from './match/go-regexp.ts';
import { isMatcherName, MATCHERS, type MatcherName } from './match/match-value.ts';
import { checkPattern } from './match/patterns.ts';
import { checkGjsonPath } from './match/read-gjson-path.ts';
import { parseSemverRange } from './match/semver.ts';
import type { AttributeKind } from './resource.ts';

/** What is wrong with the expectation of an attribute of that kind; sentences without a subject. */
export function validateExpectation(expected: Json, kind: AttributeKind): readonly string[] {
  if (expected === null) return ['there is no value'];
  if (isMap(expected)) return validateMatcher(expected);
  if (isList(expected)) return kind === 'text' ? validatePatterns(expected) : validateList(expected, kind);
  return validateScalar(expected, kind);
}

function validateScalar(expected: string | number | boolean, kind: AttributeKind): readonly string[] {
  const shown = JSON.stringify(expected);
  switch (kind) {
    case 'boolean':
      return typeof expected === 'boolean' || expected === 'true' || expected === 'false'
        ? []
        : [`expected true, false or a matcher, not ${shown}${correctBoolean(String(expected))}`];
    case 'number':
      return typeof expected !== 'boolean' && toNumber(expected) !== undefined
        ? []
        : [`expected a number or a matcher, not ${shown}`];
    case 'string':
      return typeof expected === 'boolean' ? [`expected text or a matcher, not ${shown}`] : [];
    case 'text':
      // A number is goss's way to compare what a command prints as a number.
      return typeof expected === 'boolean'
        ? [`expected text, a list of patterns or a matcher, not ${shown}; quote it`]
        : [];
    case 'list':
      return typeof expected === 'boolean' ? [`expected a list or a matcher, not ${shown}`] : [];
    default:
      return kind satisfies never;
  }
}

function validateList(expected: readonly Json[], kind: AttributeKind): readonly string[] {
  return kind === 'list'
    ? validateAll(expected)
    : [`expected ${kind === 'boolean' ? 'true or false' : `a ${kind}`} or a matcher, not a list`];
}

function validatePatterns(expected: readonly Json[]): readonly string[] {
  return expected.flatMap((written) => {
    if (typeof written !== 'string') return [`a pattern must be text, not ${JSON.stringify(written)}; quote it`];
    return badRegexp(written, checkPattern(written));
  });
}

function validateAll(expected: readonly Json[]): readonly string[] {
  return expected.flatMap((one) => validateInner(one));
}

/** A value inside a matcher, where the kind of the attribute says nothing any more. */
function validateInner(expected: Json): readonly string[] {
  if (expected === null) return ['there is no value'];
  if (isList(expected)) return validateAll(expected);
  return isMap(expected) ? validateMatcher(expected) : [];
}

function validateMatcher(expected: { readonly [key: string]: Json }): readonly string[] {
  const entries = Object.entries(expected);
  const [entry] = entries;
  if (!entry) return ['there is no matcher in {}'];
  if (entries.length > 1) {
    const names = entries.map(([name]) => `'${name}'`).join(', ');
    return [`only one matcher is allowed at a level, found ${names}; combine them with 'and' or 'or'`];
  }
  const [name, value] = entry;
  if (isMatcherName(name)) return validateArgument(name, value);
  if (name === 'xml') return ["not supported yet: matcher 'xml'"];
  return [`unknown matcher '${name}'${didYouMean(name, Object.keys(MATCHERS))}`];
}

function validateArgument(name: MatcherName, value: Json): readonly string[] {
  const wants = (what: string) => [`'${name}' takes ${what}, not ${JSON.stringify(value)}`];
  switch (name) {
    case 'equal':
      return value === null ? wants('a value') : [];
    case 'have-prefix':
    case 'have-suffix':
    case 'contain-substring':
      return typeof value === 'string' ? [] : wants('text');
    case 'match-regexp':
      return typeof value === 'string' ? badRegexp(value, checkGoRegexp(value)) : wants('text');
    case 'semver-constraint':
      if (typeof value !== 'string') return wants('text');
      return parseSemverRange(value) ? [] : [`'${value}' is not a semantic version range`];
    case 'have-len':
      return typeof value === 'number' ? [] : wants('a number');
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return typeof value !== 'boolean' && toNumber(value) !== undefined && !isList(value) ? [] : wants('a number');
    case 'have-patterns':
      return isList(value) ? validatePatterns(value) : wants('a list of patterns');
    case 'contain-element':
      return typeof value === 'boolean' || isList(value) ? wants('text, a number or a matcher') : validateInner(value);
    case 'have-key':
    case 'not':
      return validateInner(value);
    case 'contain-elements':
    case 'consist-of':
    case 'and':
    case 'or':
      return isList(value) ? validateAll(value) : wants('a list');
    case 'gjson':
      return isMap(value) ? validateGjson(value) : wants('a map of paths');
    default:
      return name satisfies never;
  }
}

function badRegexp(written: string, problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`bad regexp '${written}': ${problem}`];
}

function validateGjson(paths: { readonly [key: string]: Json }): readonly string[] {
  return Object.entries(paths).flatMap(([path, inner]) => {
    const problem = checkGjsonPath(path);
    return [...(problem === undefined ? [] : [`gjson path '${path}': ${problem}`]), ...validateInner(inner)];
  });
}

import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../base/json/json.ts';
import { isList, isMap, toNumber } from './match/convert.ts';
import { compileGoRegexp } from './match/go-regexp.ts';
import { matchValue } from './match/match-value.ts';
import type { AttributeKind, Resource, ResourceType } from './resource.ts';

/** Why an expectation proves nothing as it is written; undefined when it could fail. */
export function whyIdle(type: ResourceType, property: string, expected: Json): string | undefined {
  if (expected === null) return 'null asserts nothing';
  if (isList(expected) && expected.length === 0) return 'an empty list asserts nothing';
  const kind = type.attributes[property] ?? 'string';
  const isAlways = holdsForAll(expected, kind, property) ?? holds(expected, kind) === true;
  return isAlways ? `${JSON.stringify(expected)} holds whatever comes: it proves nothing` : undefined;
}

/** Whether anything in the resource could fail. */
export function assertsSomething(type: ResourceType, { isSkipped, expectations }: Resource): boolean {
  if (isSkipped) return false;
  return [...expectations].some(([property, expected]) => whyIdle(type, property, expected) === undefined);
}

/** Where there are few values, all of them decide; undefined where there are too many. */
function holdsForAll(expected: Json, kind: AttributeKind, property: string): boolean | undefined {
  const values = listValues(expected, kind, property);
  return values?.every((value) => matchValue(expected, value).kind === 'match');
}

function listValues(expected: Json, kind: AttributeKind, property: string): readonly Json[] | undefined {
  if (kind === 'boolean') return [true, false];
  if (kind !== 'number') return undefined;
  if (property === 'exit-status') return Array.from({ length: 256 }, (_, status) => status);
  const bounds = listBounds(expected);
  // Between two bounds nothing changes, so one value beside each stands for all.
  return bounds && [0, 1, Number.MAX_SAFE_INTEGER, ...bounds.flatMap((one) => [one - 1, one, one + 1])].filter(isSize);
}

/** No size, user or group is negative. */
function isSize(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

/** The numbers that a comparison of numbers names; undefined when it looks at anything else. */
function listBounds(expected: Json): readonly number[] | undefined {
  if (isList(expected)) return gather(expected.map(listBounds));
  if (!isMap(expected)) return typeof expected === 'number' ? [expected] : undefined;
  const [[name, inner] = ['', null]] = Object.entries(expected);
  if (name === 'and' || name === 'or' || name === 'not') return listBounds(inner);
  if (name === 'equal') return typeof inner === 'number' ? [inner] : undefined;
  const bound = ['gt', 'ge', 'lt', 'le'].includes(name) ? toNumber(inner) : undefined;
  return bound === undefined ? undefined : [Math.floor(bound), Math.ceil(bound)];
}

function gather(lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  const known = lists.filter((list) => list !== undefined);
  return known.length === lists.length ? known.flat() : undefined;
}

/** Whether it holds of every value, or of none; undefined when that depends on the value. */
function holds(expected: Json, kind: AttributeKind): boolean | undefined {
  if (isList(expected)) return isVacuousList(expected, kind) ? true : undefined;
  if (!isMap(expected)) return undefined;
  const [[name, inner] = ['', null]] = Object.entries(expected);
  const items = isList(inner) ? inner : [];
  switch (name) {
    case 'and':
      return both(items, kind, { all: true, any: false });
    case 'or':
      return both(items, kind, { all: false, any: true });
    case 'not': {
      const answer = holds(inner, kind);
      return answer === undefined ? undefined : !answer;
    }
    case 'have-prefix':
    case 'have-suffix':
    case 'contain-substring':
      return inner === '' ? true : undefined;
    case 'match-regexp':
      return typeof inner === 'string' && matchesAll(inner, kind) ? true : undefined;
    case 'have-patterns':
      return isVacuousList(items, 'text') ? true : undefined;
    case 'contain-element':
      // Text has one line at least, were it an empty one.
      return isText(kind) && holds(inner, 'string') === true ? true : undefined;
    case 'contain-elements':
      return items.length === 0 || (items.length === 1 && isText(kind) && holds(items[0] ?? null, 'string') === true)
        ? true
        : undefined;
    case 'have-len':
      return typeof inner === 'number' && (inner < 0 || !Number.isInteger(inner)) ? false : undefined;
    default:
      return undefined;
  }
}

/** A list for text is one of patterns, of which the empty one holds even where there is no line. */
function isVacuousList(items: readonly Json[], kind: AttributeKind): boolean {
  return items.length === 0 || (kind === 'text' && items.every((item) => item === ''));
}

function isText(kind: AttributeKind): boolean {
  return kind === 'text' || kind === 'string';
}

/** `all`: what it is when each of them is that; `any`: what one of them is enough for, as are two that are opposites. */
function both(
  items: readonly Json[],
  kind: AttributeKind,
  { all, any }: { readonly all: boolean; readonly any: boolean },
): boolean | undefined {
  const answers = items.map((item) => holds(item, kind));
  if (answers.includes(any) || hasOpposites(items)) return any;
  return answers.every((answer) => answer === all) ? all : undefined;
}

function hasOpposites(items: readonly Json[]): boolean {
  return items.some((one) => isMap(one) && items.some((other) => isDeepStrictEqual(one, { not: other })));
}

/**
 * Whether a pattern is found in every text, as `.*` and `^` are. It is tried on the empty text, on lines, and on one in
 * which each two characters follow each other: a pattern that says what must not be there fails on that.
 */
function matchesAll(pattern: string, kind: AttributeKind): boolean {
  const compiled = compileGoRegexp(pattern);
  if ('problem' in compiled) return false;
  const lines = kind === 'text' ? ['\n', 'a\nb\n', `\n${pairs()}\n`] : [];
  return ['', 'a', '0', '\u00e9 \u{1f600}', ...lines, pairs()].every((text) => compiled.matches(text));
}

function pairs(): string {
  const signs = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at));
  return signs.map((one) => signs.map((other) => one + other).join('')).join('');
}

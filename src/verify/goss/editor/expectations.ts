import { z } from 'zod';
import { key } from '../../../base/yaml/schema-words.ts';
import type { MatcherName } from '../match/match-value.ts';
import type { AttributeKind } from '../resource.ts';
import { MATCHER_WORDS } from './words.ts';

/** What may stand behind an attribute, by what it holds: what `validate-expectation.ts` takes. */
export const expectations: Readonly<Record<AttributeKind, z.ZodType>> = {
  boolean: z.union([z.boolean(), z.string().regex(/^(?:true|false)$/), lazyMatcher()]),
  number: z.union([z.number(), z.string(), lazyMatcher()]),
  string: z.union([z.string(), z.number(), lazyMatcher()]),
  list: z.union([z.string(), z.number(), z.array(lazyInner()), lazyMatcher()]),
  // `goss render` writes `contents: null` for what was left out.
  text: z.union([z.string(), z.number(), z.array(z.string()), lazyMatcher(), z.null()]),
};

const number = z.union([z.number(), z.string()]);
const list = z.array(lazyInner());

const ARGUMENTS: Readonly<Record<MatcherName, z.ZodType>> = {
  equal: z.unknown(),
  'have-prefix': z.string(),
  'have-suffix': z.string(),
  'contain-substring': z.string(),
  'match-regexp': z.string(),
  'have-patterns': z.array(z.string()),
  gt: number,
  ge: number,
  lt: number,
  le: number,
  'contain-element': z.union([z.string(), z.number(), lazyMatcher()]),
  'contain-elements': list,
  'consist-of': list,
  'have-len': z.number(),
  'have-key': lazyInner(),
  not: lazyInner(),
  and: list,
  or: list,
  'semver-constraint': z.string(),
  gjson: z.record(z.string(), lazyInner()),
};

/** One matcher: a map with one key. */
const matcher = z
  .strictObject(
    Object.fromEntries(
      Object.entries(MATCHER_WORDS).map(([name, { about, example }]) => [
        name,
        key(Object.entries(ARGUMENTS).find(([one]) => one === name)?.[1] ?? z.unknown(), about, {
          examples: [example],
        }),
      ]),
    ),
  )
  .refine((value) => Object.keys(value).length === 1)
  .meta({ title: 'matcher', minProperties: 1, maxProperties: 1, isNothingRefused: true });

/** A value within a matcher, where the kind of the attribute says nothing any more. */
const inner: z.ZodType = z.union([z.string(), z.number(), z.boolean(), z.array(lazyInner()), lazyMatcher()]);

/** Matchers hold matchers. */
function lazyMatcher(): z.ZodType {
  return z.lazy(() => matcher);
}

function lazyInner(): z.ZodType {
  return z.lazy(() => inner);
}

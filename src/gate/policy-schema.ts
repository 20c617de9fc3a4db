import { z } from 'zod';
import { durationPattern, parseDuration, type DurationUnit } from '../base/time/parse-duration.ts';
import { toJsonSchema } from '../base/yaml/to-json-schema.ts';
import { filePath, key, looseText, need } from '../base/yaml/schema-words.ts';
import { findTakenName } from '../contract/channel-name.ts';

/** Units of an age: a result that is seconds old is new. */
export const AGE_UNITS = ['m', 'h', 'd', 'w'] as const satisfies readonly DurationUnit[];

const MOST_ATTEMPTS = 10;

const EMPTY = 'an empty gate opens for anything';

const age = z
  .string()
  .regex(durationPattern(AGE_UNITS), 'a time with its unit, such as 90m, 36h, 7d or 2w')
  .refine((text) => parseDuration(text, AGE_UNITS) !== 0, "'max-age' is zero: every result would be too old");

function patterns(word: 'suites' | 'platforms') {
  return z.union([looseText, z.array(looseText).min(1, `'${word}' is empty: name some, or '*' for all`)]);
}

const requirement = z
  .strictObject({
    suites: need(patterns('suites'), 'A name or glob of FORMULA-SUITE or of FORMULA, or a list of these.', {
      examples: ['*', ['ops-ssh-*', 'ops-time']],
    }),
    platforms: need(patterns('platforms'), 'A name or glob of platforms, or a list of these.', {
      examples: ['*', ['centos-7', 'centos-stream-*']],
    }),
  })
  .meta({ title: 'requirement' });

const channel = z
  .strictObject({
    require: need(
      z
        .array(requirement)
        .min(1, { error: ({ path }) => `channel '${String(path?.at(-2))}' requires nothing: ${EMPTY}` }),
      'What must have passed: each declared instance that one of these matches.',
      { examples: [[{ suites: '*', platforms: '*' }]] },
    ),
    'require-checks': key(
      z.boolean(),
      'Whether a pass must rest on at least one check; states that apply twice are not enough then. Default false.',
      { default: false },
    ),
    attempts: key(
      z.int().min(1, 'a whole number from 1 on').max(MOST_ATTEMPTS, `more than ${MOST_ATTEMPTS} attempts prove luck`),
      'How often one content may be tried: the nightly tries again what failed, and after so many failures in a row a pass no longer counts. Default: the nightly tries once, and the newest result counts.',
      { examples: [2] },
    ),
    'max-age': key(age, 'Older results are stale: minutes, hours, days or weeks, such as 36h. Default: any age.', {
      examples: ['36h', '7d'],
    }),
  })
  .meta({ title: 'channel' });

const channelName = z
  .string()
  .refine((name) => findTakenName(name) === undefined, { error: ({ input }) => findTakenName(String(input)) ?? '' })
  // Once more, because editors know only patterns.
  .regex(
    /^(?!(?:latest|none)$)(?!\d{8}T\d{6}(?:\.|$))[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'a name of letters, digits, dots, dashes and underscores',
  )
  .meta({ reads: 'text' });

/** As it is told: `signed by 'laptop'`. */
const keyName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/u, 'a name of letters, digits, dots, dashes and underscores')
  .meta({ reads: 'text' });

/** What a gate policy may say. */
export const policySchema = z.strictObject({
  keys: key(
    z
      .record(keyName, filePath)
      .refine((keys) => Object.keys(keys).length > 0, "'keys' is empty: leave it out, or nobody could sign"),
    'Public keys of those who may sign results (ed25519, PEM), by name: files, relative to this one. A result that none of them has signed is invalid then. Default: nobody need sign.',
    { examples: [{ laptop: 'keys/laptop.pub', ci: 'keys/ci.pub' }] },
  ),
  channels: need(
    z
      .record(channelName, channel)
      .refine((channels) => Object.keys(channels).length > 0, `'channels' is empty: ${EMPTY}`),
    'Channels by name, with what must hold before each moves.',
    { examples: [{ stable: { require: [{ suites: '*', platforms: '*' }], 'max-age': '36h' } }] },
  ),
});

/** Its JSON Schema, for editors. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  return toJsonSchema(policySchema, { name: 'gate', title: 'saltern gate policy' });
}

import { z } from 'zod';
import { durationPattern, parseDuration, type DurationUnit } from '../base/time/parse-duration.ts';
import { key, looseText, nameText, need } from '../base/yaml/schema-words.ts';
import { USUAL_LANE } from '../contract/decision.ts';
import { line, time } from './records/record-schemas.ts';

/** Units of an age: a result that is seconds old is new. */
export const AGE_UNITS = ['m', 'h', 'd', 'w'] as const satisfies readonly DurationUnit[];

export const EMPTY = 'an empty gate opens for anything';

const MOST_ATTEMPTS = 10;
const MOST_APPROVALS = 10;

const span = z.string().regex(durationPattern(AGE_UNITS), 'a time with its unit, such as 90m, 36h, 7d or 2w');

/** A time that is longer than none. */
export function spanOf(word: string, why: string): z.ZodString {
  return span.refine((text) => parseDuration(text, AGE_UNITS) !== 0, `'${word}' is zero: ${why}`);
}

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

const require = z.array(requirement).min(1, {
  error: ({ path }) => {
    const lane = path?.at(-3) === 'lanes' ? 'lane' : 'channel';
    return `${lane} '${String(path?.at(-2))}' requires nothing: ${EMPTY}`;
  },
});

const optOut = z
  .strictObject({
    suites: need(patterns('suites'), 'A name or glob of FORMULA-SUITE or of FORMULA, or a list of these.', {
      examples: ['ops-mail'],
    }),
    platforms: need(patterns('platforms'), 'A name or glob of platforms, or a list of these.', {
      examples: ['centos-7'],
    }),
    reason: need(line, 'Why the channel does without them.', { examples: ['mail leaves centos-7 this year'] }),
    expires: need(time, 'When they are required again. Nothing is let pass for ever.', { examples: ['2026-12-31'] }),
  })
  .meta({ title: 'opt-out' });

const attempt = z
  .int()
  .min(1, 'a whole number from 1 on')
  .max(MOST_ATTEMPTS, `more than ${MOST_ATTEMPTS} attempts prove luck`);

const attempts = z.union([
  attempt,
  z
    .strictObject({
      max: need(attempt, 'How often one content may be tried.', { examples: [3] }),
      need: need(attempt, 'How many of these must pass.', { examples: [2] }),
    })
    .refine(({ max, need: passes }) => passes <= max, {
      error: "'need' is more than 'max': so many can never pass",
      path: ['need'],
    }),
]);

const soak = key(
  span,
  'How long a content must have been there, since the gate saw it first: minutes, hours, days or weeks. Default: it need not.',
  { examples: ['7d'] },
);

const lane = z
  .strictObject({
    derived: key(
      z.boolean(),
      'Whether it is only for a snapshot that was derived from the one where the channel is. Default false.',
      { default: false },
    ),
    require: key(require, 'What must have passed. Default: what the channel requires.', {
      examples: [[{ suites: '*-smoke', platforms: '*' }]],
    }),
    approvals: key(
      z.int().min(0, 'a whole number from 0 on').max(MOST_APPROVALS, `more than ${MOST_APPROVALS} people never agree`),
      'How many people must have said yes with `saltern approve`, each counted once, and not who promotes. Default 0.',
      { examples: [2] },
    ),
    soak,
    'full-within': key(
      spanOf('full-within', 'then it is the usual lane'),
      'The time in which all that the channel requires is to be proved after. Default: it need not be.',
      { examples: ['48h'] },
    ),
  })
  .meta({ title: 'lane' });

const laneName = nameText.refine(
  (name) => name !== USUAL_LANE,
  `'${USUAL_LANE}' is what the channel's own rules are called`,
);

const packages = z
  .strictObject({
    strict: key(
      z.boolean(),
      'Whether a pass is refused when it had a package installed that neither the snapshot nor the base image holds. Default true.',
      { default: true },
    ),
    allow: key(
      z.array(looseText),
      'Names or globs of packages that may be from anywhere, such as those that a vendor repository brings. Default: none.',
      { examples: [['salt*']] },
    ),
  })
  .meta({ title: 'packages' });

/** What a policy says of one channel. */
export const channelSchema = z
  .strictObject({
    require: need(require, 'What must have passed: each declared instance that one of these matches.', {
      examples: [[{ suites: '*', platforms: '*' }]],
    }),
    'opt-outs': key(
      z.array(optOut),
      'Instances that it does without for a while, each with a reason and an end. They are tested all the same. Default: none.',
      {
        examples: [
          [{ suites: 'ops-mail', platforms: 'centos-7', reason: 'mail leaves centos-7', expires: '2026-12-31' }],
        ],
      },
    ),
    'require-checks': key(
      z.boolean(),
      'Whether a pass must rest on at least one check; states that apply twice are not enough then. Default false.',
      { default: false },
    ),
    attempts: key(
      attempts,
      'How often one content may be tried, and how many tries must pass (one, where nothing else is said): the nightly tries again what failed, and once too many have failed in a row a pass no longer counts. Default: the nightly tries once, and the newest result counts.',
      { examples: [2, { max: 3, need: 2 }] },
    ),
    'max-age': key(
      spanOf('max-age', 'every result would be too old'),
      'Older results are stale: minutes, hours, days or weeks, such as 36h. Default: any age.',
      { examples: ['36h', '7d'] },
    ),
    soak,
    deadline: key(
      span,
      'How long the gate waits for what is lacking, after it saw a content first, before it rejects. Default: not at all.',
      { examples: ['2d'] },
    ),
    baseline: key(
      z.boolean(),
      "Whether a failure that a waiver let through on the channel's own snapshot stays known for the same suite, so that it needs a waiver once. Default false.",
      { default: false },
    ),
    packages: key(packages, 'Where the packages of a pass may be from. Default: the snapshot and the base image.', {
      examples: [{ strict: true, allow: ['salt*'] }],
    }),
    'after-failure': key(
      z.enum(['freeze', 'rollback']),
      'What happens when the content that was promoted fails later: the channel is frozen, or goes back and is frozen there. Default freeze.',
      { default: 'freeze' },
    ),
    lanes: key(z.record(laneName, lane), 'Other ways to promote, by name: `--lane NAME`. Default: none.', {
      examples: [
        {
          expedited: {
            derived: true,
            require: [{ suites: '*-smoke', platforms: '*' }],
            approvals: 2,
            soak: '0m',
            'full-within': '48h',
          },
        },
      ],
    }),
  })
  .meta({ title: 'channel' });

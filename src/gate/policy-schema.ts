import { z } from 'zod';
import { toJsonSchema } from '../base/yaml/to-json-schema.ts';
import { filePath, key, looseText, need } from '../base/yaml/schema-words.ts';
import { findTakenName } from '../contract/channel-name.ts';
import { channelSchema, EMPTY, spanOf } from './channel-schema.ts';
import type { WaivableKind } from './policy.ts';

const WAIVABLE = ['fail', 'missing', 'stale', 'running'] as const satisfies readonly WaivableKind[];

const channelName = z
  .string()
  .refine((name) => findTakenName(name) === undefined, { error: ({ input }) => findTakenName(String(input)) ?? '' })
  // Once more, because editors know only patterns.
  .regex(
    /^(?!(?:latest|last-good|none)$)(?!\d{8}T\d{6}(?:\.|$))[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'a name of letters, digits, dots, dashes and underscores',
  )
  .meta({ reads: 'text' });

const waivers = z
  .strictObject({
    longest: key(spanOf('longest', 'no waiver could ever count'), 'The longest that a waiver may run. Default 30d.', {
      examples: ['14d'],
      default: '30d',
    }),
    approver: key(z.boolean(), 'Whether somebody else than its author must have approved it. Default false.', {
      default: false,
    }),
    kinds: key(
      z.array(z.enum(WAIVABLE)).min(1, "'kinds' is empty: then no waiver could ever count"),
      'Verdicts that may be waived; an error, or an invalid result, never is. Default: fail.',
      { examples: [['fail']], default: ['fail'] },
    ),
  })
  .meta({ title: 'waivers' });

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
  records: key(
    looseText,
    'The folder with waivers/, holds/ and approvals/, relative to this file. Default: where this file lies.',
    { examples: ['gate'], default: '.' },
  ),
  waivers: key(waivers, 'What waivers must be like.', {
    examples: [{ longest: '14d', approver: true, kinds: ['fail'] }],
  }),
  channels: need(
    z
      .record(channelName, channelSchema)
      .refine((channels) => Object.keys(channels).length > 0, `'channels' is empty: ${EMPTY}`),
    'Channels by name, with what must hold before each moves.',
    { examples: [{ stable: { require: [{ suites: '*', platforms: '*' }], 'max-age': '36h' } }] },
  ),
});

/** Its JSON Schema, for editors. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  return toJsonSchema(policySchema, { name: 'gate', title: 'saltern gate policy' });
}

import { z } from 'zod';
import { toJsonSchema } from '../../base/yaml/to-json-schema.ts';
import { key, looseText, nameText, need } from '../../base/yaml/schema-words.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "'sha256:' and 64 hexadecimal digits");

const TIME = 'a time such as 2026-12-01T10:00:00Z, or a day such as 2026-12-01';

/** A moment as people write it; a day is its beginning. */
export const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/, TIME)
  // The calendar has no 30 February, though JavaScript's has.
  .refine((text) => z.iso.date().safeParse(text.slice(0, 10)).success && !Number.isNaN(Date.parse(text)), {
    error: ({ input }) => `'${String(input)}' is on no calendar; write ${TIME}`,
  });

/** One line that says something. */
export const line = z
  .string()
  .trim()
  .min(1, 'some text')
  .regex(/^[^\p{Cc}]*$/u, 'one line');

const person = looseText.regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u, 'a name');

const created = need(time, 'When it was written; it counts from then on.', { examples: ['2026-11-24T10:00:00Z'] });
const expires = need(time, 'When it ends. Nothing is let pass for ever.', { examples: ['2026-12-01T10:00:00Z'] });

function endsLater<T extends { readonly created: string; readonly expires: string }>(schema: z.ZodType<T>) {
  return schema.refine((record) => Date.parse(record.created) < Date.parse(record.expires), {
    error: "'expires' is not after 'created': it would never count",
    path: ['expires'],
  });
}

const scope = z.union([
  z.strictObject({ snapshot: need(digest, 'The one content that it is for, under whatever id.') }),
  z.strictObject({ channel: need(nameText, 'Whatever is judged for this channel, until it expires.') }),
]);

const waiver = z.strictObject({
  requirement: need(looseText, 'The instance, or a glob of instances.', { examples: ['ops-time-default-centos-7'] }),
  scope: need(scope, 'What it is good for.', { examples: [{ channel: 'stable' }] }),
  failure: key(
    digest,
    'Fingerprint of the failure that it covers, as `saltern gate check --json` tells it; any other is not covered. Default: it covers no failure, but a result that is missing, stale or running, where the policy lets these be waived.',
  ),
  reason: need(line, 'Why it may pass.'),
  ticket: key(looseText, 'Where it is worked on. Default: nowhere.', { examples: ['OPS-12'] }),
  author: need(person, 'Who wrote it.', { examples: ['jane'] }),
  approver: key(person, 'Who else said yes; the policy may ask for that. Default: nobody.', { examples: ['bob'] }),
  created,
  expires,
});

const hold = z.strictObject({
  package: need(looseText, 'Name, or a glob of names.', { examples: ['chrony'] }),
  most: key(
    looseText.regex(/^(?:\d+:)?[^\s:-]+(?:-[^\s:-]+)?$/, '[epoch:]version[-release]'),
    'The newest version that is let through: [epoch:]version[-release]. Default: none at all.',
    { examples: ['4.5-1.el9'] },
  ),
  members: key(
    z.array(looseText).min(1, "'members' is empty: name some, or leave it out"),
    'Repositories of the snapshot that it is for. Default: all.',
    { examples: [['base9']] },
  ),
  reason: need(line, 'Why it is held back.'),
  author: need(person, 'Who wrote it.', { examples: ['jane'] }),
  created,
  expires,
});

const approval = z.strictObject({
  snapshot: need(digest, 'The content that may go.'),
  channel: need(nameText, 'The channel that may move to it.', { examples: ['stable'] }),
  lane: need(nameText, 'The lane in which it may.', { examples: ['expedited'] }),
  approver: need(person, 'Who says yes.', { examples: ['jane'] }),
  reason: need(line, 'Why.'),
  created,
});

/** What the files of each kind may say. */
export const RECORD_SCHEMAS = { waiver: endsLater(waiver), hold: endsLater(hold), approval } as const;

/** Kinds of records that people write beside the policy. */
export type RecordKind = keyof typeof RECORD_SCHEMAS;

/** `a hold`, `an approval`. Pure. */
export function withArticle(kind: RecordKind): string {
  return `${kind === 'approval' ? 'an' : 'a'} ${kind}`;
}

/** What a file of that kind says, as it is written. */
export type Written<K extends RecordKind> = z.infer<(typeof RECORD_SCHEMAS)[K]>;

/** The folder of each kind, below that of all records. */
export const RECORD_FOLDERS: Readonly<Record<RecordKind, string>> = {
  waiver: 'waivers',
  hold: 'holds',
  approval: 'approvals',
};

/** The JSON Schema of one kind, for editors. */
export function recordJsonSchema(kind: RecordKind): Readonly<Record<string, unknown>> {
  return toJsonSchema(RECORD_SCHEMAS[kind], { name: kind, title: `saltern ${kind}` });
}

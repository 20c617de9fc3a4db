import { z } from 'zod';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { Json } from '../base/json/json.ts';
import type { AuditEntry, GateDecision } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { decideGate } from './decide-gate.ts';
import type { GateInput } from './gate-input.ts';
import { toAuditEntry } from './to-audit-entry.ts';

/** What is kept of a decision: all that it rests on, and what was said. */
export interface DecisionRecord {
  readonly version: 1;
  readonly input: GateInput;
  readonly decision: GateDecision;
}

/** A decision made again from what was kept of it. */
export interface Replay {
  readonly record: DecisionRecord;
  readonly again: GateDecision;
  /** What it says otherwise than it did then, one line each. Empty: the same. */
  readonly differences: readonly string[];
}

/** Keeps the record of a decision in the root, and gives its digest for the line of the log. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`. */
export function keepRecord(
  root: Pick<SnapshotRoot, 'keepDecision'>,
  { input, decision }: Omit<DecisionRecord, 'version'>,
): Promise<string> {
  return root.keepDecision({ version: 1, input, decision } satisfies DecisionRecord);
}

/**
 * Decides again from a record, and compares: with what was decided then, and with the line of the log that names it. Pure:
 * neither the project nor the policy file is looked at. Throws `SNAPSHOT_DAMAGED` for what is no record.
 */
export function replayDecision(kept: unknown, line: AuditEntry): Replay {
  const record = parseRecord(kept);
  const again = decideGate(record.input);
  return {
    record,
    again,
    differences: [...compare(record.decision, again, 'then'), ...compareLine(line, again)],
  };
}

function parseRecord(kept: unknown): DecisionRecord {
  const parsed = recordSchema.safeParse(kept);
  if (!parsed.success) {
    throw new SalternError('SNAPSHOT_DAMAGED', 'What was kept of the decision is no record of a decision', {
      hint: 'It was kept by another version of saltern; the log still has its answer and its reasons.',
      cause: parsed.error,
    });
  }
  // Its digest was checked: it is what this program wrote, and only its time is no text there.
  const { version, input, decision } = parsed.data as unknown as DecisionRecord;
  return { version, input: { ...input, now: new Date(input.now) }, decision };
}

const recordSchema = z.looseObject({
  version: z.literal(1),
  input: z.looseObject({
    policy: z.looseObject({
      file: z.string(),
      channels: z.record(z.string(), z.looseObject({ require: z.array(z.unknown()) })),
    }),
    channel: z.string(),
    snapshot: z.looseObject({ id: z.string(), digest: z.string() }),
    declared: z.array(z.looseObject({ name: z.string() })),
    evidence: z.array(z.looseObject({ instance: z.string() })),
    now: z.iso.datetime(),
  }),
  decision: z.looseObject({ decision: z.string(), requirements: z.array(z.unknown()) }),
});

/** `was`: what the first is, for sentences. */
function compare(before: GateDecision, after: GateDecision, was: string): readonly string[] {
  const answer =
    before.decision === after.decision ? [] : [`it is ${after.decision} now, and was ${before.decision} ${was}`];
  const old = new Map(before.requirements.map((one) => [one.instance, one]));
  const requirements = after.requirements.flatMap((one) => {
    const then = old.get(one.instance);
    if (isSame(one, then)) return [];
    return [
      `${one.instance} is ${one.kind} now (${one.reason || 'no reason'}), and was ${then?.kind ?? 'not asked for'}`,
    ];
  });
  const gone = before.requirements.filter(
    ({ instance }) => !after.requirements.some((one) => one.instance === instance),
  );
  const { requirements: _now, decision: _answer, ...rest } = after;
  const { requirements: _then, decision: _was, ...restThen } = before;
  const others = Object.keys({ ...rest, ...restThen }).filter(
    (name) => !isSame(Reflect.get(rest, name), Reflect.get(restThen, name)),
  );
  return [
    ...answer,
    ...requirements,
    ...gone.map(({ instance }) => `${instance} is not asked for now, and was ${was}`),
    ...others.map((name) => `'${name}' is other than ${was}`),
  ];
}

/** What a line has from its decision. */
const LINE_SAYS = [
  'channel',
  'to',
  'decision',
  'decidedAt',
  'policy',
  'project',
  'required',
  'reasons',
  'evidence',
] as const satisfies readonly (keyof AuditEntry)[];

/** The line is what people read: it must say what the record says. */
function compareLine(line: AuditEntry, again: GateDecision): readonly string[] {
  const { by, action, result, note, from } = line;
  const should = toAuditEntry(again, { by, action, result, note, from, now: new Date(line.at) });
  const others = LINE_SAYS.filter((name) => !isSame(should[name], line[name]));
  // A rollback asks the gate for the log alone.
  const isForced = action === 'promote' && result === 'promoted' && again.decision !== 'promote';
  return [
    ...others.map((name) => `the log says otherwise in '${name}'`),
    ...(isForced ? [`the log has it moved, and the decision is ${again.decision}`] : []),
  ];
}

function isSame(one: unknown, other: unknown): boolean {
  return toText(one) === toText(other);
}

function toText(value: unknown): string {
  if (value === undefined) return '';
  const plain: Json = JSON.parse(JSON.stringify(value));
  return canonicalText(plain);
}

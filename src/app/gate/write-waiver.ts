import { formatAge } from '../../base/time/format-age.ts';
import type { RequirementVerdict } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import { toFileName } from '../../base/text/file-name.ts';
import { decideGate } from '../../gate/decide-gate.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { USUAL_WAIVERS, type WaiverPolicy } from '../../gate/policy.ts';
import { writeRecord, type WrittenRecord } from '../../gate/records/write-record.ts';
import { personOf } from '../../gate/same-person.ts';
import { selectInstances } from '../../plan/select-instances.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { leaveReferences } from '../leave-references.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import { readExpiry, readName, readReason, type RecordOptions } from './record-words.ts';
import { recordsFolder } from './records-folder.ts';

export interface WaiveOptions extends ProjectOptions, RecordOptions {
  readonly expires?: string;
  readonly ticket?: string;
  readonly approver?: string;
  /** Whatever is judged for this channel is covered. Default: only the snapshot. */
  readonly channel?: string;
}

/** A waiver as it was written. */
export interface WrittenWaiver extends WrittenRecord {
  readonly verdict: RequirementVerdict;
  readonly snapshot: string;
  /** Whether somebody else has to approve it before it counts. */
  readonly isUnapproved: boolean;
}

/**
 * Writes a waiver for what is wrong with an instance on the snapshot (default: the latest), and nothing else. Throws
 * `USAGE` where there is nothing to waive, or the policy would not let it count.
 */
export async function writeWaiver(services: Services, instance: string, options: WaiveOptions): Promise<WrittenWaiver> {
  const what = 'A waiver';
  const reason = readReason(options.reason, what);
  const now = services.now();
  const expires = readExpiry(options.expires, { what, now });
  const { channel, ...rest } = options;
  const { nightly } = await loadProjectFor(services, { ...rest, isLocalRead: false });
  const { project, input } = await gatherEvidence(services, { ...rest, channel: channel ?? nightly.channel });
  const rules = input.policy.waivers ?? USUAL_WAIVERS;
  refuseLength(Date.parse(expires) - now, rules);
  const { approver, ticket } = options;
  if (approver !== undefined) refuseApprover(approver, services.user);
  const verdict = findWaivable(instance, input, rules);
  const written = await writeRecord({
    kind: 'waiver',
    folder: recordsFolder(project, input.policy),
    cwd: services.cwd,
    name: readName(options.name ?? toFileName(verdict.instance)),
    written: {
      requirement: verdict.instance,
      scope: channel === undefined ? { snapshot: input.snapshot.digest } : { channel },
      ...(verdict.kind === 'fail' && verdict.fingerprint !== undefined ? { failure: verdict.fingerprint } : {}),
      reason,
      ...(ticket === undefined ? {} : { ticket }),
      author: services.user,
      ...(approver === undefined ? {} : { approver }),
      created: new Date(now).toISOString(),
      expires,
    },
  });
  await leaveReferences(services, project);
  const isUnapproved = rules.needsApprover && approver === undefined;
  return { ...written, verdict, snapshot: input.snapshot.id, isUnapproved };
}

function refuseLength(lasts: number, { longestMs }: WaiverPolicy): void {
  if (lasts <= longestMs) return;
  throw new SalternError(
    'USAGE',
    `The policy lets a waiver run for ${formatAge(longestMs)}, and this one is to for longer`,
    {
      hint: `Let it end earlier: --expires ${formatAge(longestMs).replace(' ', '')}. Who still needs it then writes a new one.`,
    },
  );
}

function refuseApprover(approver: string, author: string): void {
  if (approver.trim() !== '' && personOf(approver) !== personOf(author)) return;
  throw new SalternError('USAGE', `'${approver}' cannot approve what '${author}' writes`, {
    hint: 'Name somebody else, or leave it out: they add their name to the file.',
  });
}

/** The verdict that is to be waived. */
function findWaivable(wanted: string, input: GateInput, rules: WaiverPolicy): RequirementVerdict {
  const instance = findInstance(wanted, input);
  const { requirements, snapshot } = decideGate(input);
  const verdict = requirements.find((one) => one.instance === instance);
  if (verdict === undefined)
    throw new SalternError('USAGE', `There is nothing to waive: ${input.channel} does not require '${instance}'`);
  const where = `'${instance}' on ${snapshot.id}`;
  switch (verdict.kind) {
    case 'pass':
    case 'flaky':
      throw new SalternError('USAGE', `There is nothing to waive: ${where} passes`);
    case 'waived':
      throw new SalternError('USAGE', `There is nothing to waive: ${where} is waived already (${verdict.reason})`);
    case 'error':
    case 'invalid':
      throw new SalternError(
        'USAGE',
        `There is no failure to waive: ${where} is ${verdict.kind.toUpperCase()} (${verdict.reason})`,
        {
          hint: 'What could not be found out, or proves nothing, is never waived. Test it: `saltern test`.',
        },
      );
    case 'missing':
    case 'stale':
    case 'running':
    case 'fail':
      break;
    default:
      return verdict.kind satisfies never;
  }
  if (!rules.kinds.includes(verdict.kind)) {
    throw new SalternError(
      'USAGE',
      `There is no failure to waive: ${where} is ${verdict.kind.toUpperCase()} (${verdict.reason})`,
      {
        hint: 'Test it: `saltern test`. The policy says what else may be waived: waivers: { kinds: [fail] }.',
      },
    );
  }
  if (verdict.kind !== 'fail' || verdict.fingerprint !== undefined) return verdict;
  throw new SalternError('USAGE', `${where} failed and does not say why: nobody could tell this failure from another`);
}

/** One waiver is for one instance: each has its own way to fail. */
function findInstance(wanted: string, { declared }: Pick<GateInput, 'declared'>): string {
  const [first, second] = selectInstances(
    declared.map(({ name }) => ({ name, tags: [] })),
    [wanted],
  );
  if (first !== undefined && second === undefined) return first.name;
  throw new SalternError('USAGE', `'${wanted}' means several instances, and a waiver is for one`, {
    hint: `Name one, such as '${first?.name}' or '${second?.name}'; write a waiver for each.`,
  });
}

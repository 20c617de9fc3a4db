import { toFileName } from '../../base/text/file-name.ts';
import { USUAL_LANE } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { chooseRules, type ChosenRules } from '../../gate/choose-rules.ts';
import { findUnfit, type UnfitInput } from '../../gate/find-blocks.ts';
import { findApprovers } from '../../gate/find-approvers.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { readRecords } from '../../gate/records/read-records.ts';
import { writeRecord, type WrittenRecord } from '../../gate/records/write-record.ts';
import { personOf } from '../../gate/same-person.ts';
import { leaveReferences } from '../leave-references.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';
import { findParent } from './find-parent.ts';
import { readRootFacts } from './read-root-facts.ts';
import { readName, readReason, type RecordOptions } from './record-words.ts';
import { recordsFolder } from './records-folder.ts';

export interface ApproveOptions extends ProjectOptions, RecordOptions {
  readonly lane?: string;
  /** Default: the one that nights are for. */
  readonly channel?: string;
}

/** A yes as it was written. */
export interface WrittenApproval extends WrittenRecord {
  readonly snapshot: string;
  readonly channel: string;
  readonly lane: string;
  /** How many the lane asks for, and how many there are now. */
  readonly asked: number;
  readonly given: number;
}

/**
 * Writes that who asks says yes to a snapshot (default: the latest) in a lane. Throws `USAGE` where the lane asks for no
 * approvals, where it can never take that snapshot, or they said so already.
 */
export async function writeApproval(services: Services, options: ApproveOptions): Promise<WrittenApproval> {
  const reason = readReason(options.reason, 'An approval');
  const { lane } = options;
  if (lane === undefined || lane === USUAL_LANE) {
    throw new SalternError('USAGE', 'An approval is for a lane, and none is named', {
      hint: 'Name it: --lane expedited.',
    });
  }
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const { channel = project.nightly.channel } = options;
  const policy = await loadPolicy(project.gateFile, services.cwd);
  const rules = chooseRules(policy, channel, lane);
  const asked = rules.lane?.approvals ?? 0;
  if (asked === 0) throw new SalternError('USAGE', `The lane '${lane}' of ${channel} asks for no approvals`);
  const root = await openRoot(services, project);
  const snapshot = await root.find(project.snapshot ?? 'latest');
  const folder = recordsFolder(project, policy);
  const { approvals } = await readRecords(folder, services.cwd);
  const now = new Date(services.now());
  const about = { channel, lane, snapshot: { id: snapshot.id, digest: snapshot.digest }, approvals, now };
  await refuseUnfit(root, { ...about, rules });
  const { names } = findApprovers(about);
  const own = names.find((name) => personOf(name) === personOf(services.user));
  if (own !== undefined)
    throw new SalternError('USAGE', `'${own}' has approved ${snapshot.id} for the lane '${lane}' already`);
  const written = await writeRecord({
    kind: 'approval',
    folder,
    cwd: services.cwd,
    name: readName(options.name ?? toFileName(`${snapshot.id}-${lane}-${personOf(services.user)}`)),
    written: {
      snapshot: snapshot.digest,
      channel,
      lane,
      approver: services.user,
      reason,
      created: now.toISOString(),
    },
  });
  await leaveReferences(services, project);
  return { ...written, snapshot: snapshot.id, channel, lane, asked, given: names.length + 1 };
}

interface Approving extends Pick<UnfitInput, 'snapshot' | 'channel' | 'now'> {
  readonly lane: string;
  readonly rules: ChosenRules;
}

/** People look at what they approve: a yes to what can never go was meant for another. */
async function refuseUnfit(root: SnapshotRoot, { rules, ...about }: Approving): Promise<void> {
  const { snapshot, channel, now } = about;
  const facts = await readRootFacts(root, { channel, digest: snapshot.digest, now });
  const { channelAt } = facts;
  const parent = await findParent(root, { snapshot, channelAt });
  const [block] = findUnfit({ ...facts, ...about, ...parent }, rules);
  const isThere = channelAt?.digest === snapshot.digest;
  if (block === undefined && !isThere) return;
  const why = isThere ? `${channel} is there already` : block?.reason;
  throw new SalternError('USAGE', `'${snapshot.id}' is not approved: ${why}`, {
    hint: await nameFit(root, rules.lane?.isForDerived === true ? channelAt : undefined),
  });
}

/** What is to be approved in its place. */
async function nameFit(root: SnapshotRoot, parent: GateInput['channelAt']): Promise<string> {
  if (parent === undefined) return 'Name the one that is meant: --snapshot ID.';
  const made = (await root.list()).filter(({ derivedFrom }) => derivedFrom?.digest === parent.digest);
  const ids = made.map(({ id }) => id).toSorted();
  return ids.length > 0
    ? `Name the one that is meant: ${ids.map((id) => `--snapshot ${id}`).join(' or ')}.`
    : `Make one, with --snapshot to name it: \`saltern snapshot derive ${parent.id} --label fix --add FIX.rpm\`.`;
}

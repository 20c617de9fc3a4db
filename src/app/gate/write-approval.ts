import { toFileName } from '../../base/text/file-name.ts';
import { USUAL_LANE } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import { chooseRules } from '../../gate/choose-rules.ts';
import { findApprovers } from '../../gate/find-approvers.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { readRecords } from '../../gate/records/read-records.ts';
import { writeRecord, type WrittenRecord } from '../../gate/records/write-record.ts';
import { personOf } from '../../gate/same-person.ts';
import { leaveReferences } from '../leave-references.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';
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
 * approvals, or they said so already.
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
  const asked = chooseRules(policy, channel, lane).lane?.approvals ?? 0;
  if (asked === 0) throw new SalternError('USAGE', `The lane '${lane}' of ${channel} asks for no approvals`);
  const root = await openRoot(services, project);
  const snapshot = await root.find(project.snapshot ?? 'latest');
  const folder = recordsFolder(project, policy);
  const { approvals } = await readRecords({ ...policy, folder }, services);
  const now = new Date(services.now());
  const about = { channel, lane, snapshot: { id: snapshot.id, digest: snapshot.digest }, approvals, now };
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

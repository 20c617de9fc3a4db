import { SalternError } from '../contract/errors.ts';
import type { VerifyDepth } from '../contract/snapshot.ts';
import { keepRecord } from '../gate/decision-record.ts';
import { promote, type Promotion } from '../gate/promote.ts';
import { openTargets } from './open-targets.ts';
import { judgeSnapshot, type JudgedSnapshot, type JudgeOptions } from './judge-snapshot.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

export interface PromoteSnapshotOptions extends JudgeOptions {
  /** Why the channel may go back to an older snapshot; stands in the log. Default: it may not. */
  readonly toOlder?: string;
  /** How much of the snapshot is read. Default: what changed since it was read last. */
  readonly verify?: VerifyDepth;
}

/** Decides anew, and moves the channel only when the decision is to promote. Throws `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`, `BUSY`. */
export async function promoteSnapshot(
  services: Services,
  options: PromoteSnapshotOptions,
): Promise<JudgedSnapshot & FleetTroubles & { readonly promotion: Promotion }> {
  const { channel, listener, toOlder, verify } = options;
  if (toOlder?.trim() === '') {
    throw new SalternError('USAGE', `Moving '${channel}' to an older snapshot needs a reason`, {
      hint: "Say why: --to-older 'chrony 4.6 loses time'. It stands in the log of decisions.",
    });
  }
  const judged = await judgeSnapshot(services, options);
  const { project, root, decision, position } = judged;
  const targets = await openTargets(services, { project, root, channel });
  const wish = { ...(toOlder === undefined ? {} : { toOlder }), ...(verify === undefined ? {} : { verify }) };
  const inputs = await keepRecord(root, judged);
  const about = {
    ...wish,
    root,
    channel,
    decision,
    inputs,
    snapshot: decision.snapshot,
    by: services.user,
    expected: position,
    targets,
    again: async () => (await judgeSnapshot(services, { ...options, root, snapshot: decision.snapshot.id })).decision,
  };
  const now = new Date(services.now());
  const { value, troubles } = await tellFleet(services, { project, root, listener }, (emit) =>
    promote({ ...about, now, emit }),
  );
  return { ...judged, promotion: value, troubles };
}

import { withinSignal } from '../base/wait/within-signal.ts';
import type { Project } from '../config/project.ts';
import type { ChannelPosition } from '../contract/channel-move.ts';
import type { GateDecision } from '../contract/decision.ts';
import type { Reporter } from '../contract/events.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { SnapshotDiff } from '../contract/snapshot-diff.ts';
import { decideGate } from '../gate/decide-gate.ts';
import { keepRecord } from '../gate/decision-record.ts';
import type { GateInput } from '../gate/gate-input.ts';
import { recordDecision } from '../gate/record-decision.ts';
import { diffWithin } from '../snapshot/diff-snapshots.ts';
import { gatherEvidence, type GatherOptions } from './gather-evidence.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

export interface JudgeOptions extends GatherOptions {
  /** Told of decisions and moves, beside what the project has for that. Default: nobody. */
  readonly listener?: Reporter;
}

/** A decision, with what it is about. */
export interface JudgedSnapshot {
  readonly project: Project;
  readonly root: SnapshotRoot;
  /** All that the decision rests on. */
  readonly input: GateInput;
  readonly decision: GateDecision;
  /** Where the channel is; undefined when there is no such channel. */
  readonly channelAt: string | undefined;
  /** Where it was when the decision was made. */
  readonly position: ChannelPosition;
}

/**
 * Decides whether the snapshot may be promoted, and logs the decision in the root; not what would be decided at another
 * time or by another policy. Throws `SNAPSHOT_NOT_FOUND`, `BUSY`.
 */
export async function checkSnapshot(
  services: Services,
  options: JudgeOptions,
): Promise<JudgedSnapshot & FleetTroubles & { readonly isWhatIf: boolean }> {
  const judged = await judgeSnapshot(services, options);
  if (options.at !== undefined || options.policy !== undefined) return { ...judged, isWhatIf: true, troubles: [] };
  const { project, root, decision } = judged;
  const inputs = await keepRecord(root, judged);
  const now = new Date(services.now());
  const { troubles } = await tellFleet(services, { project, root, listener: options.listener }, (emit) =>
    recordDecision({ root, decision, inputs, by: services.user, now, emit }),
  );
  return { ...judged, isWhatIf: false, troubles };
}

/**
 * Decides from the evidence about every instance that the project declares now; writes nothing. The project is what its
 * own files say, and overlays that were asked for: not what one machine's `saltern.local.yml` makes of it. Default
 * snapshot: the latest.
 */
export function judgeSnapshot(services: Services, options: JudgeOptions): Promise<JudgedSnapshot> {
  // It only reads: whoever interrupts it need not wait for a drive that does not answer.
  return withinSignal(judge(services, options), services.signal);
}

async function judge(services: Services, options: JudgeOptions): Promise<JudgedSnapshot> {
  const { project, root, input, position } = await gatherEvidence(services, options);
  return { project, root, input, decision: decideGate(input), channelAt: position.id, position };
}

/**
 * What would change for machines that follow the channel; undefined when it is new, or is there already, or points to a
 * snapshot that is gone.
 */
export async function diffFromChannel({
  root,
  decision,
  channelAt,
}: JudgedSnapshot): Promise<SnapshotDiff | undefined> {
  const { id } = decision.snapshot;
  if (channelAt === undefined || channelAt === id) return undefined;
  if (!(await root.list()).some((snapshot) => snapshot.id === channelAt)) return undefined;
  return await diffWithin(root, channelAt, id);
}

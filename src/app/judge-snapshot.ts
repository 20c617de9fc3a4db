import { withinSignal } from '../base/wait/within-signal.ts';
import type { Project } from '../config/project.ts';
import type { GateDecision } from '../contract/decision.ts';
import type { Reporter } from '../contract/events.ts';
import type { SnapshotDiff, SnapshotRoot } from '../contract/snapshot.ts';
import { decideGate } from '../gate/decide-gate.ts';
import { recordDecision } from '../gate/record-decision.ts';
import { diffSnapshots } from '../snapshot/diff-snapshots.ts';
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
  readonly decision: GateDecision;
  /** Where the channel is; undefined when there is no such channel. */
  readonly channelAt: string | undefined;
}

/**
 * Decides whether the snapshot may be promoted, and logs the decision in the root. Throws `SNAPSHOT_NOT_FOUND`, `BUSY`.
 */
export async function checkSnapshot(
  services: Services,
  options: JudgeOptions,
): Promise<JudgedSnapshot & FleetTroubles> {
  const judged = await judgeSnapshot(services, options);
  const { project, root, decision } = judged;
  const now = new Date(services.now());
  const { troubles } = await tellFleet(services, { project, root, listener: options.listener }, (emit) =>
    recordDecision({ root, decision, by: services.user, now, emit }),
  );
  return { ...judged, troubles };
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
  const { project, root, input } = await gatherEvidence(services, options);
  const decision = decideGate(input);
  return { project, root, decision, channelAt: await root.readChannel(options.channel) };
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
  return diffSnapshots(await root.read(channelAt), await root.read(id));
}

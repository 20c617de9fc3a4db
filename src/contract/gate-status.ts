import type { GateBlock, GateDecision, HeldBack, RequirementVerdict } from './decision.ts';
import type { Freeze, Hold, Taint, Waiver } from './gate-records.ts';

/** How one channel stands. */
export interface ChannelStatus {
  readonly channel: string;
  /** Undefined: it does not exist. */
  readonly at: Arrival | undefined;
  /** What the gate says of the newest snapshot, as it is now; nothing of it is logged. */
  readonly decision: GateDecision;
  /** What stands in the way of that. Empty: nothing. */
  readonly obstacles: readonly Obstacle[];
}

/** What the gate is about, now. */
export interface GateStatus {
  /** In the order of the policy. */
  readonly channels: readonly ChannelStatus[];
  /** Those that stop something now. */
  readonly freezes: readonly Freeze[];
  readonly taints: readonly Taint[];
  /** In force. */
  readonly waivers: readonly Waiver[];
  /** Those in force, with what of the newest snapshot each keeps out. */
  readonly holds: readonly (Hold & Pick<HeldBack, 'packages'>)[];
  /** What the log says was done and is not so, or only in part, one line each. */
  readonly halfDone: readonly string[];
  /** What quick lanes left to be proved after, and is not proved yet. */
  readonly debts: readonly ChannelDebt[];
  /** What is wrong with the log. Default: nothing. */
  readonly logTrouble?: string;
}

/** What a quick lane let a channel move without, and is still to be proved. */
export interface ChannelDebt {
  readonly channel: string;
  readonly lane: string;
  /** Id of the snapshot. */
  readonly snapshot: string;
  /** By when, ISO 8601 UTC. */
  readonly until: string;
  /** Instances, in the order of the project. */
  readonly instances: readonly string[];
}

/** Where a channel is, and how it got there. */
export interface Arrival {
  readonly id: string;
  /** When it came there, ISO 8601 UTC. Default: the log does not say. */
  readonly since?: string;
  /** Who brought it there. Default: the log does not say. */
  readonly by?: string;
  /** Number of that line of the log. */
  readonly line?: number;
  /** Name of the lane by which it came. Default: the channel's own rules. */
  readonly lane?: string;
}

/** Something that keeps a snapshot out of a channel, who can do something about it, and since when it does. */
export interface Obstacle {
  /** `fail`, `missing`, …, or the kind of a block. */
  readonly kind: RequirementVerdict['kind'] | GateBlock['kind'];
  /** The instance; undefined: it is no requirement. */
  readonly instance: string | undefined;
  readonly reason: string;
  /** Who must act, and what they would do; one line. */
  readonly act: string;
  /** ISO 8601 UTC. Default: nobody can say. */
  readonly since?: string;
  /** When it ends by itself, ISO 8601 UTC. Default: it does not, or nobody can say. */
  readonly until?: string;
}

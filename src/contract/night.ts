import type { GateDecision } from './decision.ts';
import type { Outcome } from './outcome.ts';
import type { PackageChange } from './snapshot-diff.ts';

/** Steps of a night, in their order. */
export const NIGHT_STEPS = ['snapshot', 'plan', 'run', 'gate', 'promote', 'report', 'notify'] as const;

export type NightStepName = (typeof NIGHT_STEPS)[number];

/** How one step of a night went. */
export interface NightStep {
  readonly name: NightStepName;
  /** `warning`: it did what it is for, and something beside it went wrong. `skipped`: there was nothing to do. */
  readonly outcome: 'done' | 'warning' | 'skipped' | 'error';
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Milliseconds; of one that went on after a kill, of all its parts. */
  readonly durationMs: number;
  /** What came of it, one line: `20261126T013000: 3 upgraded, 1 rebuilt`. */
  readonly text: string;
}

/**
 * What came of a night. `promoted`: the channel moved, or was there already. `waiting`: the gate said not yet.
 * `refused`: it said no. `judged`: the gate said yes, and
 * the settings do not promote. `error`: it could not be found out. `interrupted`: somebody stopped it.
 */
export type NightOutcome = 'promoted' | 'waiting' | 'refused' | 'judged' | 'error' | 'interrupted';

/** How many instances ended how, by the newest attempt that counts. */
export interface NightTally {
  readonly instances: number;
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  /** Of those that passed: after they had failed. */
  readonly flaky: number;
  /** Of those that failed: how many a waiver lets pass. Default: none, or the gate was not asked. */
  readonly waived?: number;
  /** Attempts of this night, all runs together. */
  readonly attempts: number;
  /** Instances whose result from before was used again: of an interrupted part of this night, or of an earlier one on this content. */
  readonly reused: number;
}

/** A night without what is only on its own page. Times are ISO 8601 UTC. */
export interface NightSummary {
  readonly version: 1;
  /** Id, sorts by time as text: `20261126T013000`, the moment it was begun. */
  readonly night: string;
  readonly project: string;
  readonly startedAt: string;
  /** Default: it was not come to one. */
  readonly snapshot?: { readonly id: string; readonly digest: string; readonly isNew: boolean };
  /** The channel, and where it was when the night began and when it ended; undefined: nowhere. */
  readonly channel: { readonly name: string; readonly before: string | undefined; readonly after: string | undefined };
  readonly steps: readonly NightStep[];
  readonly tally: NightTally;
  /** What the gate said. Default: it was not asked. */
  readonly decision?: GateDecision['decision'];
  /** The shortest answer to "why not"; empty where there is nothing to say. */
  readonly reason: string;
  /** Default: it is under way, or was killed. */
  readonly end?: { readonly at: string; readonly outcome: NightOutcome };
}

/** What people were told of. */
export interface ToldMessage {
  /** Name of the receiver as the project has it. */
  readonly receiver: string;
  readonly to: 'mail' | 'teams' | 'webhook' | 'command';
  /** Kind of the news and what it is of: `newly-failing ops-time`. */
  readonly about: string;
  readonly outcome: 'sent' | 'failed';
}

/** One run of the nightly, whole: also a file of the project, so that a night goes on after a kill. */
export interface NightRecord extends NightSummary {
  /** Its runs in their order; each instance's attempts are in these. */
  readonly runs: readonly string[];
  /** Every instance of the night with what became of it. */
  readonly instances: readonly {
    readonly name: string;
    /** Default: not yet known. */
    readonly outcome?: Outcome;
    readonly isFlaky?: boolean;
    /** Run whose result counts. */
    readonly runId?: string;
    readonly attempts: number;
  }[];
  /** The whole decision. Default: it was not come to. */
  readonly judged?: GateDecision;
  /** Packages that changed since the night before, and since where the channel was. Default: not known. */
  readonly changes?: { readonly sinceNight?: PackageChanges; readonly sinceChannel?: PackageChanges };
  /** What its snapshot was derived with, because it is kept back. Default: nothing is. */
  readonly holds?: readonly NightHold[];
  /** What turned out to be bad after it had been promoted. Default: nothing did. */
  readonly tainted?: {
    readonly snapshot: string;
    readonly instances: readonly string[];
    /** All of it, with what was done about it, one line. */
    readonly text: string;
  };
  readonly told: readonly ToldMessage[];
}

/** A hold that was in force when the night began. */
export interface NightHold {
  readonly name: string;
  /** Name or glob of packages. */
  readonly package: string;
  /** The newest version that is let through. Default: none at all. */
  readonly most?: string;
  readonly reason: string;
  readonly author: string;
  /** ISO 8601 UTC. */
  readonly expires: string;
}

/** Changes from one snapshot, by its id. */
export interface PackageChanges {
  readonly from: string;
  readonly changes: readonly PackageChange[];
}

import type { FlakeCount } from '../contract/count-flakes.ts';
import type { AuditEntry, DecidingProject, DeclaredInstance } from '../contract/decision.ts';
import type { DamagedEvidence, KeptEvidence, LostEvidence } from '../contract/evidence.ts';
import type { Approval, Freeze, Hold, Taint, Waiver } from '../contract/gate-records.ts';
import type { StaleMember } from '../contract/stale.ts';
import type { GatePolicy } from './policy.ts';

/** A package of the snapshot that a hold does not let through. */
export interface HeldPackage {
  /** Name of the hold. */
  readonly hold: string;
  readonly member: string;
  /** `chrony-4.5-2.el9.x86_64` */
  readonly package: string;
}

/** What was found out about a result that is not in it; by the digest of its record. */
export interface ResultFacts {
  /**
   * Installed packages that neither the members which the instance had nor its base image hold, the first few. Undefined:
   * nobody looked, or nobody could; then, and when there are some, a pass is none where the policy asks for it. Empty for
   * what failed.
   */
  readonly foreignPackages?: readonly string[];
  /** Name of the trusted key that signed it; null: nobody whom the policy trusts did. Undefined: the policy asks for none. */
  readonly signedBy?: string | null;
  /** Why its signature does not count, one line. Default: it does, or nobody asks. */
  readonly unsigned?: string;
}

/** How the instance stands on the snapshot where the channel is: for the baseline rule. */
export interface BaselineFact {
  readonly instance: string;
  readonly snapshot: string;
  readonly suiteDigest: string;
  readonly fingerprint: string;
  /** Name of the waiver by which that snapshot was promoted. */
  readonly waiver: string;
}

/** Who took a channel back from where it was, when and why. */
export type RolledBack = Pick<AuditEntry, 'by' | 'at' | 'note'>;

/**
 * All that a decision rests on; nothing else counts. Plain data: it is kept as JSON beside the log, and deciding again from
 * it gives the same answer.
 */
export interface GateInput {
  readonly policy: GatePolicy;
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** Names of the snapshot's members. Default: none is looked at. */
  readonly members?: readonly string[];
  /** Those of them that could not be taken, so that older ones stand in. Default none. */
  readonly stale?: readonly StaleMember[];
  readonly project: DecidingProject;
  readonly declared: readonly DeclaredInstance[];
  /** Any results, in any order; those of other instances and snapshots do no harm. */
  readonly evidence: readonly KeptEvidence[];
  /** Results that could not be read. Default none. */
  readonly damaged?: readonly DamagedEvidence[];
  /** Results that are gone. Default none. */
  readonly lost?: readonly LostEvidence[];
  /** Rules asked for. Default: the channel's own. */
  readonly lane?: string;
  /** Who asks, as the caller knows them: their own yes does not count in a lane. Default: nobody knows. */
  readonly by?: string;
  /** Digest of the snapshot that this one was derived from. Default: it was taken from a source. */
  readonly derivedFrom?: string;
  /** Where the channel is. Default: it does not exist. */
  readonly channelAt?: { readonly id: string; readonly digest: string };
  /** When the gate saw this content first, by its own clock, ISO 8601 UTC: soaking begins then. Default: now. */
  readonly seenAt?: string;
  /** The latest time in the log, ISO 8601 UTC: what had ended by then stays ended, whatever the clock says now. Default: none. */
  readonly loggedAt?: string;
  /** Default of all of these: none. */
  readonly waivers?: readonly Waiver[];
  readonly approvals?: readonly Approval[];
  readonly freezes?: readonly Freeze[];
  readonly taints?: readonly Taint[];
  /** The rollback by which the channel left this content. Default: it never did, or came there again since. */
  readonly rolledBack?: RolledBack;
  readonly holds?: readonly Hold[];
  readonly held?: readonly HeldPackage[];
  readonly running?: readonly { readonly instance: string; readonly runId: string; readonly since: string }[];
  readonly baseline?: readonly BaselineFact[];
  /** By `KeptEvidence.digest`. */
  readonly facts?: Readonly<Record<string, ResultFacts>>;
  /** How often instances were flaky in the last nights, by name; told, and decides nothing. Default: nobody knows. */
  readonly flakes?: Readonly<Record<string, FlakeCount>>;
  /** Instances that were required when the channel moved last. Default: it never did. */
  readonly requiredBefore?: readonly string[];
  /** What a person should know of how it was gathered, one line each; told, and decides nothing. Default: nothing. */
  readonly remarks?: readonly string[];
  /** What is wrong with the log of decisions, one line. Default: it is whole. */
  readonly logTrouble?: string;
  readonly now: Date;
}

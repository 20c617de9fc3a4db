import type { Place } from '../base/place/place.ts';
import type { RequirementKind } from '../contract/decision.ts';

/** One line of `require`: every declared instance whose suite and platform match is required. */
export interface PolicyRequirement {
  /** Patterns on `<formula>-<suite>` or on the formula's name. */
  readonly suites: readonly string[];
  readonly platforms: readonly string[];
  readonly place: Place;
}

/** Instances that a channel does without for a while, whatever `require` says. */
export interface OptOut extends PolicyRequirement {
  /** One line. */
  readonly reason: string;
  /** ISO 8601 UTC; from then on they are required again. */
  readonly expires: string;
}

/** What must hold before a channel moves, in whichever lane. */
export interface ChannelRules {
  /** At least one. */
  readonly require: readonly PolicyRequirement[];
  /** Default none. */
  readonly optOuts?: readonly OptOut[];
  /** Milliseconds; a result older than this is stale. Undefined: results do not age. */
  readonly maxAgeMs: number | undefined;
  /** Whether a pass needs a check that passed. Default false. */
  readonly requiresChecks?: boolean;
  /**
   * How many attempts one content has: the nightly makes so many, and once it has failed too often to pass `need` of them
   * no pass counts. Default: the nightly makes one, and a pass counts whatever failed before.
   */
  readonly attempts?: number;
  /** How many of the attempts must pass. Default 1. */
  readonly need?: number;
  /** Milliseconds that a content must have been there. Default 0. */
  readonly soakMs?: number;
  /**
   * Milliseconds, after the gate saw the content first, in which what is lacking may still come. Default: it is rejected at
   * once.
   */
  readonly deadlineMs?: number;
  /** Whether a failure that a waiver let through on the channel's own snapshot is known from then on. Default false. */
  readonly baseline?: boolean;
  /**
   * `strict`: what is installed must be in the snapshot or in the base image; `allow`: globs of names that need not.
   * Default: nobody looks.
   */
  readonly packages?: { readonly strict: boolean; readonly allow: readonly string[] };
}

/** A way to promote with rules of its own; what it does not say is as in the channel. */
export interface LanePolicy extends Pick<ChannelRules, 'soakMs'> {
  /** Whether it is only for a snapshot that was derived from the one where the channel is. Default false. */
  readonly isForDerived?: boolean;
  /** Default: the channel's. */
  readonly require?: readonly PolicyRequirement[];
  /** People who must have said yes. Default 0. */
  readonly approvals?: number;
  /** Milliseconds in which all that the channel requires is to be proved after. Default: it need not be. */
  readonly fullWithinMs?: number;
}

export interface ChannelPolicy extends ChannelRules {
  /** What is done when it fails after its promotion, beside marking it. Default: nothing. */
  readonly afterFailure?: 'freeze' | 'rollback';
  /** By name. Default: none. */
  readonly lanes?: Readonly<Record<string, LanePolicy>>;
}

/** Verdicts that a policy can let be waived; what could not be found out, or proves nothing, never is. */
export type WaivableKind = Extract<RequirementKind, 'fail' | 'missing' | 'stale' | 'running'>;

/** What waivers must be like. */
export interface WaiverPolicy {
  /** Milliseconds from its beginning to its end. */
  readonly longestMs: number;
  /** Whether somebody else than the author must have approved. */
  readonly needsApprover: boolean;
  readonly kinds: readonly WaivableKind[];
}

/** Where the policy says nothing of waivers: 30 days, no approver, failures only. */
export const USUAL_WAIVERS: WaiverPolicy = { longestMs: 30 * 86_400_000, needsApprover: false, kinds: ['fail'] };

/** A public key whose signature counts. Data: it is kept with the decision. */
export interface TrustedKey {
  /** Path as the user would type it. */
  readonly file: string;
  /** `sha256:…`, the same for both halves of a pair. */
  readonly id: string;
  /** The public key itself, PEM. */
  readonly pem: string;
}

/** What must hold before a channel moves. */
export interface GatePolicy {
  /** Path as the user would type it. */
  readonly file: string;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
  /** By name; at least one. */
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
  /** Who may sign results, by name: then one that none of them has signed is invalid. Default: nobody need sign. */
  readonly keys?: Readonly<Record<string, TrustedKey>>;
  /** Folder of waivers, holds and approvals as it is written, relative to the policy. Default: beside the policy. */
  readonly records?: string;
  /** Default `USUAL_WAIVERS`. */
  readonly waivers?: WaiverPolicy;
}

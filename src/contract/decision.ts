import type { StaleMember } from './stale.ts';

/**
 * What the gate may say of a requirement, the worst first, as it is told. `flaky`: it passed, after it had failed on the same content; it counts as a pass. `waived`: it failed, and a waiver that
 * is in force covers this very failure; it counts as a pass. `running`: it is being tested now. `fail`: it was tested and is
 * wrong. `error`: it could not be found out. `missing`: nobody looked. `stale`: the result is too old, or its formula, suite
 * or recipe has changed since. `invalid`: the result proves nothing about this snapshot: it is of other packages under the
 * same id, of another instance under the same name, of packages that neither snapshot nor base image has, or nobody whom
 * the policy trusts has signed it.
 */
export const REQUIREMENT_KINDS = [
  'fail',
  'error',
  'invalid',
  'stale',
  'missing',
  'running',
  'waived',
  'flaky',
  'pass',
] as const;

/** One of them. */
export type RequirementKind = (typeof REQUIREMENT_KINDS)[number];

/** Whether a requirement with this verdict is met: nothing else opens a gate. */
export function isMet(kind: RequirementKind): boolean {
  switch (kind) {
    case 'pass':
    case 'flaky':
    case 'waived':
      return true;
    case 'running':
    case 'missing':
    case 'stale':
    case 'invalid':
    case 'error':
    case 'fail':
      return false;
    default:
      return kind satisfies never;
  }
}

/** What the gate says of one required instance. */
export interface RequirementVerdict {
  readonly instance: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  /** Who keeps the formula. Default: the project does not say. */
  readonly owner?: string;
  readonly kind: RequirementKind;
  /** Why, in one line; empty when it passed. */
  readonly reason: string;
  /**
   * What a person should know beside the verdict, one line each: a later attempt that could not be run, a clock that was
   * turned. Empty: nothing.
   */
  readonly notes: readonly string[];
  /** Of a failure: what is the same as long as it fails in the same way, `sha256:…`; a waiver names it. Default: none. */
  readonly fingerprint?: string;
  /** Name of the waiver that covers it. Default: none does. */
  readonly waiver?: string;
  /** What the verdict does not say: that it rests on `no checks`. Default: nothing. */
  readonly remark?: string;
  /** Run whose result decided; undefined when there is none. */
  readonly runId: string | undefined;
  /** `sha256:…` of the record of that result. */
  readonly evidence: string | undefined;
  /** When that result was finished, ISO 8601 UTC. */
  readonly finishedAt: string | undefined;
}

/** A file that had a part in a decision. */
export interface DecidingFile {
  /** As the user would type it. */
  readonly file: string;
  /** `sha256:…` of its bytes. */
  readonly digest: string;
}

/** Who said what is declared: the project as the decision saw it. */
export interface DecidingProject {
  /**
   * `sha256:…` over all its files, overlays included, and over what they declare now, with the digests that results must
   * carry.
   */
  readonly digest: string;
  /** Overlays that were asked for, lowest first. */
  readonly overlays: readonly DecidingFile[];
  /** Overlays that are there and were not read, because nobody asked for them. */
  readonly leftOut: readonly string[];
}

/** Kinds of what stands in the way beside requirements, in the order they are told. */
export const BLOCK_KINDS = [
  /** The log of decisions was changed by hand, or cannot be read. */
  'log',
  /** The snapshot's id is of the future. */
  'future',
  /** It failed after it had been promoted. */
  'tainted',
  /** Somebody took the channel back from it. */
  'rolled-back',
  /** It has a package that is held back. */
  'hold',
  /** Somebody stopped the channel. */
  'freeze',
  /** The lane is not for this snapshot. */
  'lane',
  /** People have still to say yes. */
  'approval',
  /** It has not been there for long enough. */
  'soak',
] as const;

/** Something that stands in the way of a promotion, beside requirements. */
export interface GateBlock {
  readonly kind: (typeof BLOCK_KINDS)[number];
  /** Why, in one line that names what and who: `stable is frozen by jane@ops: the shop is full`. */
  readonly reason: string;
  /** Whether it ends by waiting, without anybody changing the snapshot: then the decision is `wait`, not `reject`. */
  readonly isPassing: boolean;
  /** When it ends, ISO 8601 UTC. Default: nobody can say. */
  readonly until?: string;
}

/** A package that is held back at the time of a decision, and what that does to the snapshot in question. */
export interface HeldBack {
  /** Name of the hold. */
  readonly name: string;
  /** Name of the package, or a glob of names. */
  readonly package: string;
  /** The newest `[epoch:]version[-release]` that is let through. Default: none at all. */
  readonly most?: string;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  readonly reason: string;
  /** Packages of the snapshot that it does not let through, `chrony-4.5-2.el9.x86_64`. Empty: it keeps nothing out. */
  readonly packages: readonly string[];
}

/** What a gate may answer. `wait`: what is lacking may still come. */
export const DECISIONS = ['promote', 'wait', 'reject'] as const;

/** The lane of a channel that asks for no other. */
export const USUAL_LANE = 'usual';

/** May the channel move to the snapshot, and why (not). Data: it can be printed, logged and checked again. */
export interface GateDecision {
  readonly version: 1;
  /**
   * `promote` only when there is at least one requirement, every one is met and nothing else stands in the way. `wait`: what
   * is lacking may still come, by `deadline`. Switch on it and end in `satisfies never`.
   */
  readonly decision: (typeof DECISIONS)[number];
  readonly channel: string;
  /** Name of the lane whose rules were asked for; `USUAL_LANE` where the channel's own. */
  readonly lane: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** What stands in the way beside requirements, in the order of `BLOCK_KINDS`. Empty: nothing. */
  readonly blocks: readonly GateBlock[];
  /** Of `wait`: when it becomes `reject`, or when the last block ends; ISO 8601 UTC. Default: nobody can say. */
  readonly deadline?: string;
  readonly policy: DecidingFile;
  readonly project: DecidingProject;
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
  /** One per required instance, in the order of the project. */
  readonly requirements: readonly RequirementVerdict[];
  /** Declared instances that the policy does not ask for. */
  readonly notRequired: readonly string[];
  /** Members of the snapshot that no required instance had: whatever is in them was not tested. */
  readonly untestedMembers: readonly string[];
  /** Members that are not what their source had when the snapshot was taken; it decides nothing. Default none. */
  readonly staleMembers?: readonly StaleMember[];
  /** Packages that are held back, whether the snapshot has them or not. Default: none. */
  readonly holds?: readonly HeldBack[];
  /**
   * What a person should know beside it, one line each: waivers and holds that do nothing any more, or soon will not.
   * Default: nothing.
   */
  readonly notes?: readonly string[];
  /** Of a lane: what the channel's own rules ask for and is still to be proved, and by when. Default: nothing. */
  readonly owed?: DecisionDebt;
}

/** What a quick lane leaves to be proved after. */
export interface DecisionDebt {
  /** ISO 8601 UTC, counted from the decision. */
  readonly until: string;
  /** Instances, in the order of the project. */
  readonly instances: readonly string[];
}

/** One line of the log of decisions: what was decided or done, by whom, on what grounds. */
export interface AuditEntry {
  readonly version: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Who asked, as the caller knows them. */
  readonly by: string;
  /** `check`: only decided. `promote`: the channel was told to move. `rollback`: to go back, whatever the gate says. */
  readonly action: 'check' | 'promote' | 'rollback';
  /** `decided` for a check; what came of a promotion. */
  readonly result: 'decided' | 'promoted' | 'unchanged' | 'refused';
  /** Why it was refused, or why the channel went to an older snapshot; empty otherwise. */
  readonly note: string;
  readonly channel: string;
  /** Where the channel was; undefined when it did not exist. */
  readonly from: string | undefined;
  /** The snapshot in question. */
  readonly to: { readonly id: string; readonly digest: string };
  readonly decision: GateDecision['decision'];
  /** `sha256:…` of the record of all that it rests on, kept in the root: see `GateInput`. Default: it was not kept. */
  readonly inputs?: string;
  readonly decidedAt: string;
  readonly policy: DecidingFile;
  readonly project: DecidingProject;
  /** The instances that had to have passed, in the order of the project. */
  readonly required: readonly string[];
  /** Every requirement that was not met. */
  readonly reasons: readonly { readonly instance: string; readonly kind: RequirementKind; readonly reason: string }[];
  /** The results that counted: their runs, and the digests of their records. */
  readonly evidence: readonly {
    readonly instance: string;
    readonly kind: RequirementKind;
    readonly runId: string;
    readonly digest: string;
    /** Of what was waived: the waiver's name. Default: none. */
    readonly waiver?: string;
  }[];
}

/** An instance that the project declares, with the digests that its results must carry now. */
export interface DeclaredInstance {
  /** `ops-ssh-default-centos-stream-9` */
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  /** Who keeps the formula; told, and decides nothing. Default: the project does not say. */
  readonly owner?: string;
  readonly formulaDigest: string;
  readonly suiteDigest: string;
  /** See `Evidence.recipe`. */
  readonly recipe: string;
  /** Members of the snapshot that it gets, in order. */
  readonly members: readonly string[];
  /** Why these could not be found out, in a sentence: then no result counts. Undefined: they were. */
  readonly trouble?: string;
}

/** A line of the log that is no decision: what else people and machines did to snapshots and channels. */
export interface AuditNote {
  readonly version: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by: string;
  /**
   * `take`, `derive`: a snapshot was made; soaking begins there. `freeze`, `unfreeze`: a channel, or all. `taint`: it failed
   * after its promotion. `move`: one target of a channel moved, or did not. `prune`: a snapshot was removed, or records of
   * decisions, or what a project referred to.
   */
  readonly action: 'take' | 'derive' | 'freeze' | 'unfreeze' | 'taint' | 'move' | 'prune';
  /** Default: it is about no channel, or about all. */
  readonly channel?: string;
  /** Default: it is about none. */
  readonly snapshot?: { readonly id: string; readonly digest: string };
  /** Of a derived snapshot: what it was made from. Default: it was not made from another. */
  readonly parent?: { readonly id: string; readonly digest: string };
  /** One line; empty where there is nothing to say. */
  readonly reason: string;
  /** Of a freeze: when it ends, ISO 8601 UTC. Default: when somebody lifts it. */
  readonly until?: string;
  /** Of a taint: instances that failed. Default: nobody said. */
  readonly instances?: readonly string[];
  /** Of `prune`: digests of the records of decisions that were removed, `sha256:…`. Default: none was. */
  readonly records?: readonly string[];
}

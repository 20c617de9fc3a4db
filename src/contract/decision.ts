/**
 * `fail`: it was tested and is wrong. `error`: it could not be found out. `missing`: nobody looked. `stale`: the result
 * is too old, or its formula, suite or recipe has changed since. `foreign`: the result is of other packages under the
 * same snapshot id, or of another instance under the same name.
 */
export type RequirementKind = 'pass' | 'fail' | 'error' | 'missing' | 'stale' | 'foreign';

/** What the gate says of one required instance. */
export interface RequirementVerdict {
  readonly instance: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly kind: RequirementKind;
  /** Why, in one line; empty when it passed. */
  readonly reason: string;
  /** What the verdict does not say: that it rests on `no checks`. Default: nothing. */
  readonly remark?: string;
  /** Run whose result decided; undefined when there is none. */
  readonly runId: string | undefined;
  /** When that result was finished, ISO 8601 UTC. */
  readonly finishedAt: string | undefined;
}

/** May the channel move to the snapshot, and why (not). Data: it can be printed, logged and checked again. */
export interface GateDecision {
  readonly version: 1;
  /**
   * `promote` only when there is at least one requirement and every one passed. Lanes will add `wait` (a requirement is
   * not due yet), so switch on it and end in `satisfies never`.
   */
  readonly decision: 'promote' | 'reject';
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly policy: { readonly file: string; readonly digest: string };
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
  /** One per required instance, in the order of the project. */
  readonly requirements: readonly RequirementVerdict[];
  /** Declared instances that the policy does not ask for. */
  readonly notRequired: readonly string[];
}

/** One line of the log of decisions: what was decided or done, by whom, on what grounds. */
export interface AuditEntry {
  readonly version: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Who asked, as the caller knows them. */
  readonly by: string;
  /** `check`: only decided. `promote`: the channel was told to move. */
  readonly action: 'check' | 'promote';
  /** `decided` for a check; what came of a promotion. */
  readonly result: 'decided' | 'promoted' | 'unchanged' | 'refused';
  /** Why it was refused; empty otherwise. */
  readonly note: string;
  readonly channel: string;
  /** Where the channel was; undefined when it did not exist. */
  readonly from: string | undefined;
  /** The snapshot in question. */
  readonly to: { readonly id: string; readonly digest: string };
  readonly decision: GateDecision['decision'];
  readonly decidedAt: string;
  readonly policy: { readonly file: string; readonly digest: string };
  /** Every requirement that was not met. */
  readonly reasons: readonly { readonly instance: string; readonly kind: RequirementKind; readonly reason: string }[];
  /** The runs whose results counted. */
  readonly evidence: readonly { readonly instance: string; readonly kind: RequirementKind; readonly runId: string }[];
}

/** An instance that the project declares, with the digests that its results must carry now. */
export interface DeclaredInstance {
  /** `ops-ssh-default-centos-stream-9` */
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly formulaDigest: string;
  readonly suiteDigest: string;
  /** See `Evidence.recipe`. */
  readonly recipe: string;
}

/**
 * `flaky`: it passed, after it had failed on the same content; it counts as a pass. `fail`: it was tested and is wrong. `error`: it could not be found out. `missing`: nobody looked. `stale`: the result
 * is too old, or its formula, suite or recipe has changed since. `foreign`: the result is of other packages under the
 * same snapshot id, or of another instance under the same name.
 */
export type RequirementKind = 'pass' | 'flaky' | 'fail' | 'error' | 'missing' | 'stale' | 'foreign';

/** Whether a requirement with this verdict is met: nothing else opens a gate. */
export function isMet(kind: RequirementKind): boolean {
  switch (kind) {
    case 'pass':
    case 'flaky':
      return true;
    case 'fail':
    case 'error':
    case 'missing':
    case 'stale':
    case 'foreign':
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
  readonly kind: RequirementKind;
  /** Why, in one line; empty when it passed. */
  readonly reason: string;
  /**
   * What a person should know beside the verdict, one line each: a later attempt that could not be run, a clock that was
   * turned. Empty: nothing.
   */
  readonly notes: readonly string[];
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

/** May the channel move to the snapshot, and why (not). Data: it can be printed, logged and checked again. */
export interface GateDecision {
  readonly version: 1;
  /**
   * `promote` only when there is at least one requirement, every one passed and nothing is wrong with the snapshot. Lanes will add `wait` (a requirement is
   * not due yet), so switch on it and end in `satisfies never`.
   */
  readonly decision: 'promote' | 'reject';
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** What is wrong with the snapshot itself, whatever was proved on it: then it is refused. Default: nothing. */
  readonly objection?: string;
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
  /** Why it was refused, or why the channel went to an older snapshot; empty otherwise. */
  readonly note: string;
  readonly channel: string;
  /** Where the channel was; undefined when it did not exist. */
  readonly from: string | undefined;
  /** The snapshot in question. */
  readonly to: { readonly id: string; readonly digest: string };
  readonly decision: GateDecision['decision'];
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
  }[];
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
  /** Members of the snapshot that it gets, in order. */
  readonly members: readonly string[];
  /** Why these could not be found out, in a sentence: then no result counts. Undefined: they were. */
  readonly trouble?: string;
}

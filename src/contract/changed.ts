/** What a changed file is to an instance that it can affect. */
export type ChangeKind =
  /** In the tree of its own formula. */
  | 'formula'
  /** In the tree of a formula that it depends on, declared or found by reading what Salt includes. */
  | 'dependency'
  | 'pillar'
  | 'checks'
  /** A script that a hook or a prepare step runs. */
  | 'script'
  /** The suite's own text: its keys have changed. */
  | 'suite'
  /** Settings of the platform or the project that this instance uses. */
  | 'settings'
  /** The version of saltern itself. */
  | 'saltern'
  /** Nobody knows what it belongs to. */
  | 'unknown';

/** Why a changed file can affect an instance. */
export interface ChangeReason {
  readonly kind: ChangeKind;
  /** Relative to the top of the repository; `-` where it is no file. */
  readonly file: string;
  /** For people, one line: `formulas/ops-yum/ops-yum/init.sls: ops-ssh includes ops-yum (ops-ssh/init.sls:3)`. */
  readonly text: string;
}

/** An instance that the changes can affect. */
export interface ChangedInstance {
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  /** Never empty; the strongest first. */
  readonly reasons: readonly ChangeReason[];
}

/** What changed since a commit, and what that can affect. */
export interface ChangedFleet {
  /** As it was asked for: `origin/main`. */
  readonly base: string;
  /** The commit that was compared with: where this work began from `base`. */
  readonly commit: string;
  /** Relative to the top of the repository, sorted; those that are not committed too. */
  readonly files: readonly string[];
  /** In the order of the project. */
  readonly selected: readonly ChangedInstance[];
  /** Files that select nothing, and why: documentation, or listed as ignorable. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
  /** How many instances of the project are not affected. */
  readonly untouched: number;
}

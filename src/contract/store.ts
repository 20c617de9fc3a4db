import type { AuditEntry } from './decision.ts';
import type { InstanceSummary } from './events.ts';
import type { BaseComparison, DamagedEvidence, Evidence, KeptEvidence, LostEvidence } from './evidence.ts';
import type { Outcome } from './outcome.ts';
import type { ProjectFolders } from './project-folders.ts';
import type { RunShard } from './shard.ts';
import type { SnapshotRoot } from './snapshot.ts';

/** One instance within the record of a run. */
export interface RecordedInstance extends InstanceSummary {
  /** Default: it has not ended. */
  readonly outcome?: Outcome;
  /** Milliseconds. Default: it has not ended. */
  readonly durationMs?: number;
}

/** A run in short; its whole story is in its folder. Times are ISO 8601 UTC. */
export interface RunRecord {
  readonly version: 1;
  /** Sorts by time as text. */
  readonly runId: string;
  /** `test`, `converge`, … */
  readonly verb: string;
  readonly startedAt: string;
  /** Id of the snapshot it ran on. Default: what the images are set up for. */
  readonly snapshot?: string;
  /** The part of a fleet that it was. Default: the whole of what was asked for. */
  readonly shard?: RunShard;
  readonly instances: readonly RecordedInstance[];
  /** Default: it is under way, or was killed. */
  readonly end?: { readonly outcome: Outcome; readonly durationMs: number; readonly interrupted: boolean };
}

/** The runs of a project. */
export interface RunRecords {
  /** Keeps a run's record, in place of an earlier one of the same run. */
  put(record: RunRecord): Promise<void>;
  /** Newest first; those that cannot be read are left out. `limit`: at most this many. Default all. */
  list(options?: { readonly limit?: number }): Promise<readonly RunRecord[]>;
}

/** Results, those that cannot be read any more, and those that are gone. */
export interface ReadEvidence {
  /** In no order. */
  readonly evidence: readonly KeptEvidence[];
  readonly damaged: readonly DamagedEvidence[];
  /** Of each instance the newest that is gone, where something older is still there. */
  readonly lost: readonly LostEvidence[];
}

/** What each run proved, instance by instance. */
export interface EvidenceRecords {
  /**
   * Keeps a result beside all others, and counts it: also among several processes, and whatever the clock says. One run
   * gives one result for an instance. Throws `USAGE` for names that cannot be kept.
   */
  add(evidence: Evidence): Promise<void>;
  /**
   * Every result of every run on a snapshot. Undefined: the results of runs without one. `digest`: also of every other
   * snapshot with this content; default only what is under the id. `hasContent`: those that are signed with their `content`,
   * for which all of each is read; default false. Throws `EVIDENCE_DAMAGED` where it cannot be found out what there is.
   */
  ofSnapshot(
    id: string | undefined,
    digest?: string,
    options?: { readonly hasContent?: boolean },
  ): Promise<ReadEvidence>;
  /** For each instance its newest result that can be read, on whatever snapshot; sorted by name. */
  newest(): Promise<readonly KeptEvidence[]>;
  /**
   * Installed packages of a kept result, as `Evidence.packages`. `snapshot`: id of the one that it is on, where that is
   * known; default: looked for on all. Undefined: there is no such result, or it cannot be read.
   */
  packages(instance: string, runId: string, snapshot?: string): Promise<readonly string[] | undefined>;
  /**
   * What such a result has beyond its base image; null: it does not say. Undefined: as with `packages`.
   */
  base(instance: string, runId: string, snapshot?: string): Promise<BaseComparison | null | undefined>;
  /**
   * Whether what is kept of this run for this instance is this very result, and whole. Undefined: nothing is kept of it.
   * Throws `USAGE` for names that cannot be kept.
   */
  holds(evidence: Evidence): Promise<boolean | undefined>;
  /** `sha256:…` of the record of such a result, as `KeptEvidence.digest`. Undefined: as with `packages`. */
  digest(instance: string, runId: string, snapshot?: string): Promise<string | undefined>;
}

/** The log of decisions, which the snapshot root keeps: in a database it is a copy that can be searched. */
export interface DecisionRecords {
  /** Keeps a decision; one that is kept already changes nothing. */
  put(entry: AuditEntry): Promise<void>;
  /** Oldest first; those that cannot be read are left out. */
  list(): Promise<readonly AuditEntry[]>;
}

/** An attempt that could not find out. Times are ISO 8601 UTC. */
export interface FailedAttempt {
  readonly runId: string;
  /** When that run began. */
  readonly at: string;
  /** Why, one line. */
  readonly reason: string;
}

/** What a verdict was of, in short: two that differ were of different things. */
export interface VerdictParts {
  readonly formula: string;
  readonly suite: string;
  /** All that makes the instance besides: driver, image, Salt, prepare, hooks. */
  readonly recipe: string;
  /** Content of the snapshot; empty: none. */
  readonly snapshot: string;
}

/** Where a verdict comes from, and what it was of. */
export interface VerdictOrigin {
  readonly runId: string;
  /** When that run began, ISO 8601 UTC. */
  readonly at: string;
  /** Id of the snapshot; null: none. */
  readonly snapshot: string | null;
  /** Default: not known. */
  readonly parts?: VerdictParts;
}

/** The newest verdict on one instance, and the run that gave it. */
export interface InstanceVerdict extends VerdictOrigin {
  readonly instance: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly outcome: 'pass' | 'fail' | 'error';
  /** Whether it was judged, and no check looked at anything. Default false. */
  readonly hasNoChecks?: boolean;
  /** `sha256:…` over what was tested: formula, suite, recipe, the snapshot's content. Default: not known. */
  readonly content?: string;
  /** Whether it passed after it had failed on the same content. Default false. */
  readonly isFlaky?: boolean;
  /** The newest attempt after it that could not find out, which does not replace it. Default: none. */
  readonly since?: FailedAttempt;
  /** How long it took, and its phases in their order; milliseconds. */
  readonly took?: { readonly ms: number; readonly phases: readonly (readonly [phase: string, ms: number])[] };
  /** What went wrong as people read it, cut where it is long: the first line is the shortest answer. Default: nothing did. */
  readonly why?: readonly string[];
  /** Of what is no pass: the first verdict that was none either, since the last pass. Default: it is a pass. */
  readonly redSince?: VerdictOrigin;
  /** Of what is no pass: the last pass before it. Default: it is a pass, or there was none. */
  readonly lastPass?: VerdictOrigin;
}

/** An attempt at a verdict that has given none: it is under way, was interrupted, or was killed. */
export interface OpenAttempt {
  readonly instance: string;
  readonly runId: string;
  /** When the run began, ISO 8601 UTC. */
  readonly at: string;
  /** Whether somebody stopped it. Default: it is under way, or was killed. */
  readonly isInterrupted?: boolean;
}

/** The newest that is known of each instance. */
export interface Remembered {
  readonly verdicts: readonly InstanceVerdict[];
  /** At most one of an instance, newer than its verdict. */
  readonly attempts: readonly OpenAttempt[];
}

/** The newest verdict on each instance, and attempts that came to none. */
export interface VerdictRecords {
  /** In the order they were kept. Nothing when it is missing or damaged: the next runs fill it in again. */
  read(): Promise<Remembered>;
  /**
   * Replaces what is remembered by what `change` makes of it, as the only writer, and returns that. `publish` is called
   * with it before anybody else may change it, so what it writes is never older. Throws `BUSY`.
   */
  update(
    change: (earlier: Remembered) => Remembered,
    publish?: (now: Remembered) => Promise<void>,
  ): Promise<Remembered>;
}

/**
 * History: what was run, what it proved, what was decided. Apart from the state of instances, so that `list` and
 * `destroy` work whatever happens to it. A contract test suite runs against each (`test/contract/store.test.ts`).
 * Everything throws `NO_SPACE` when the disk is full.
 */
export interface Store extends AsyncDisposable {
  /** Name in the registry: `files`. */
  readonly name: string;
  runs(): RunRecords;
  evidence(): EvidenceRecords;
  decisions(): DecisionRecords;
  verdicts(): VerdictRecords;
}

/** What a store is opened with. */
export interface StoreOptions {
  readonly folders: ProjectFolders;
  /** Where decisions are logged. Default: the project has no snapshot root, so there are none. */
  readonly root?: Pick<SnapshotRoot, 'appendAudit' | 'readAudit' | 'lock'> | undefined;
}

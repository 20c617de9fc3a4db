import type { AuditEntry } from './decision.ts';
import type { InstanceSummary } from './events.ts';
import type { NightRecord, NightSummary } from './night.ts';
import type { Outcome } from './outcome.ts';
import type { Phase } from './phases.ts';
import type { RunShard } from './shard.ts';

/** How one state of a pass went, in short. */
export interface StateStory {
  readonly step: 'converge' | 'again';
  readonly id: string;
  /** `file.managed` */
  readonly function: string;
  readonly outcome: Outcome;
  readonly ms: number;
  /** Comment and diff of what did not pass, cut where they are long. Default: it passed. */
  readonly said?: string;
  /** As people type it: `formulas/ops-ssh/ops-ssh/config.sls:14`. Default: not known, or it passed. */
  readonly place?: string;
}

/** How one check went, in short. */
export interface CheckStory {
  readonly verifier: string;
  /** `service sshd` */
  readonly what: string;
  /** `running` */
  readonly property: string;
  readonly outcome: Outcome;
  /** Milliseconds. Default: not known. */
  readonly ms?: number;
  /** What was expected and got, then what one looks up next; lines. Default: it passed. */
  readonly said?: readonly string[];
  /** As people type it. Default: not known, or it passed. */
  readonly place?: string;
}

/** One attempt at an instance, as listings and grids need it. Times are ISO 8601 UTC. */
export interface ResultRow extends InstanceSummary {
  readonly runId: string;
  /** Night that it belongs to. Default: it was run by hand. */
  readonly night?: string;
  /** Its number among the attempts of that night, or of that run, from 1. */
  readonly attempt: number;
  /** `skip`: it was not judged, or somebody stopped it before it was; then it says nothing of the formula. */
  readonly outcome: Outcome;
  /** Whether it passed after it had failed on the same content. Default false. */
  readonly isFlaky?: boolean;
  /** `sha256:…` over what was tested. Default: it did not come to that. */
  readonly content?: string;
  /** Default: the repositories of its image. */
  readonly snapshot?: { readonly id: string; readonly digest: string };
  readonly startedAt: string;
  readonly durationMs: number;
  /** The shortest answer to "why"; empty where it passed. */
  readonly reason: string;
}

/** One attempt at an instance, whole. */
export interface InstanceStory extends ResultRow {
  /** In the order they ran. */
  readonly phases: readonly { readonly phase: Phase; readonly outcome: Outcome; readonly ms: number }[];
  readonly states: readonly StateStory[];
  readonly checks: readonly CheckStory[];
  /** `sha256:…` of the record of the evidence. Default: there is none. */
  readonly evidence?: string;
  /** All that went wrong, as people read it in the terminal; empty where it passed. */
  readonly why: readonly string[];
  /** Files of the run, relative to its folder: the log, a console, a picture. */
  readonly files: readonly string[];
}

/** A run as history keeps it, without its instances. Times are ISO 8601 UTC. */
export interface RunRow {
  readonly version: 1;
  /** Sorts by time as text. */
  readonly runId: string;
  /** `test`, `converge`, … */
  readonly verb: string;
  readonly night?: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly interrupted: boolean;
  /** Id of the snapshot. Default: none, or not the same for all. */
  readonly snapshot?: string;
  /** The part of a fleet that it was: such a run is in no history, but what all parts are merged into. Default: a whole. */
  readonly shard?: RunShard;
}

/** A run as history keeps it: also `story.json` in its own folder, from which a lost history is filled in again. */
export interface RunStory extends RunRow {
  readonly instances: readonly InstanceStory[];
}

/** Where a history is kept. */
export type HistoryPlace =
  /** Absolute path of an SQLite file; made when missing. */
  | { readonly kind: 'sqlite'; readonly file: string }
  /** `postgres://user@host/database`; its password may be in it. */
  | { readonly kind: 'postgres'; readonly url: string };

/** What a history is opened with. */
export interface HistoryOptions<Place extends HistoryPlace = HistoryPlace> {
  readonly place: Place;
  /** Name of the project: several may share one database, and see only what is their own. */
  readonly project: string;
  /** Milliseconds to wait for one that is locked, or does not answer. Default 5,000. */
  readonly waitMs?: number;
}

/** Which results are wanted. Everything that is given must hold. */
export interface ResultQuery {
  readonly formula?: string;
  readonly instance?: string;
  readonly runId?: string;
  /** Those of these nights. Default: of any, and of none. */
  readonly nights?: readonly string[];
  /** Those of runs of these verbs. Default all. */
  readonly verbs?: readonly string[];
  /** Those that came to one of these. Default any. */
  readonly outcomes?: readonly Outcome[];
  /** Those begun then or later, ISO 8601 UTC. Default: whenever. */
  readonly since?: string;
  /** At most so many. Default all. */
  readonly limit?: number;
}

/**
 * What can be looked up over many nights. It is a copy that can be searched: the truth is in the runs' own files, the
 * evidence and the log of decisions, and a history that is lost or damaged changes no verdict. Each method may throw
 * `HISTORY_UNREACHABLE` (not there, locked for too long) or `HISTORY_DAMAGED`. Several processes may write at once. A
 * contract test suite runs against each kind (`test/contract/history.test.ts`).
 */
export interface History extends AsyncDisposable {
  /** Name in the registry: `sqlite`, `postgres`. */
  readonly name: string;
  /** Where it is, for people, without a password. */
  readonly place: string;
  /** Keeps a run with all its instances, in place of an earlier one with the same id. */
  putRun(story: RunStory): Promise<void>;
  /** Keeps a night, in place of an earlier one with the same id. */
  putNight(night: NightRecord): Promise<void>;
  /** Keeps a decision; one that is kept already changes nothing. */
  putDecision(entry: AuditEntry): Promise<void>;
  /** Newest first, at most `limit`. Default all. */
  nights(options?: { readonly limit?: number }): Promise<readonly NightSummary[]>;
  /** Undefined: there is none. */
  night(id: string): Promise<NightRecord | undefined>;
  /** Newest first. */
  runs(options?: { readonly limit?: number; readonly night?: string }): Promise<readonly RunRow[]>;
  /** Undefined: there is none. */
  run(runId: string): Promise<RunStory | undefined>;
  /** Newest first. */
  results(query?: ResultQuery): Promise<readonly ResultRow[]>;
  /** One attempt, whole; undefined: there is none. */
  result(runId: string, instance: string): Promise<InstanceStory | undefined>;
  /** Newest first, at most `limit`. Default all. */
  decisions(options?: { readonly limit?: number }): Promise<readonly AuditEntry[]>;
  /** Forgets nights and runs that began before, but for these; returns how many runs it forgot. */
  forget(options: {
    /** ISO 8601 UTC. */
    readonly before: string;
    readonly keep: { readonly runs: readonly string[]; readonly nights: readonly string[] };
  }): Promise<number>;
}

import type { AuditEntry, GateDecision } from './decision.ts';
import type { CheckResult, InstanceResult, RunResult, StateResult } from './result.ts';
import type { Outcome } from './outcome.ts';
import type { Phase, StepName } from './phases.ts';
import type { RunShard } from './shard.ts';
import type { SnapshotSummary } from './snapshot.ts';

/** Who an event is about, enough for a table row. */
export interface InstanceSummary {
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  /** Who keeps its formula, where the project's files say so. */
  readonly owner?: string | undefined;
}

/** An instance of a run, with what it runs on. */
export interface RunInstance extends InstanceSummary {
  /** Id of its own snapshot. Default: the repositories of its image. */
  readonly snapshot?: string | undefined;
  /** Its number among the attempts of the night, from 1. Default 1. */
  readonly attempt?: number;
  /** Whether an attempt of the night before this one failed on the same content: then a pass is flaky. Default false. */
  readonly hasFailed?: boolean;
}

/**
 * The one stream that feeds screen, reports and store, in the order things happened. `at` is milliseconds since the
 * epoch. A listener never changes what happens and must not throw.
 */
export type RunEvent = { readonly at: number } & (
  | {
      readonly type: 'run-started';
      readonly runId: string;
      /** The verb: `test`, `converge`, … */
      readonly verb: string;
      /** Id of the night that the run belongs to. Default: it is run by hand. */
      readonly night?: string;
      /** The part of a fleet that the run is. Default: it is the whole of what was asked for. */
      readonly shard?: RunShard;
      readonly instances: readonly RunInstance[];
      /** That of all instances; undefined where they have none, or not the same. */
      readonly snapshot: string | undefined;
      readonly drivers: readonly string[];
      /**
       * How many instances run at once: what was asked for, as far as memory and their number go. 0: workers are to run
       * them, and none is there yet.
       */
      readonly concurrency: number;
      /** How many were asked for, where memory allows no more than `concurrency`. Default: it allows what was asked for. */
      readonly wanted?: number;
      /**
       * Milliseconds that an instance, by name, took when this verb last came to a verdict on it. Default: no earlier
       * run is known.
       */
      readonly usualMs?: Readonly<Record<string, number>>;
      /** Absolute path of this run's folder. */
      readonly directory: string;
    }
  /** Somebody interrupted the run: what is under way is being ended, and what this run made is removed. */
  | { readonly type: 'run-stopping' }
  | {
      readonly type: 'instance-waiting';
      readonly instance: string;
      readonly reason: string;
      /** Whether only for instances of the same run: for a core, for its turn, for their memory. Default false. */
      readonly isForOthers?: boolean;
    }
  | { readonly type: 'instance-started'; readonly instance: string }
  /** One that is there is about to be removed and made anew. */
  | {
      readonly type: 'instance-remade';
      readonly instance: string;
      /** Why, one or more: `snapshot A → B`. */
      readonly reasons: readonly string[];
    }
  | { readonly type: 'phase-started'; readonly instance: string; readonly phase: Phase }
  | {
      readonly type: 'phase-progress';
      readonly instance: string;
      readonly phase: Phase;
      /** What it does now: a state's id, `pulling quay.io/…`. */
      readonly text: string;
      readonly done: number | undefined;
      readonly total: number | undefined;
    }
  /** Raw text of a command, without colours, one or more whole lines. */
  | {
      readonly type: 'output';
      readonly instance: string;
      readonly phase: Phase;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'state-finished';
      readonly instance: string;
      readonly phase: 'converge' | 'again';
      /** Steps before this one. */
      readonly after: readonly StepName[];
      readonly state: StateResult;
    }
  | {
      readonly type: 'check-finished';
      readonly instance: string;
      /** Steps before this one. */
      readonly after: readonly StepName[];
      readonly check: CheckResult;
    }
  | {
      readonly type: 'retry';
      readonly instance: string;
      readonly phase: Phase;
      /** The try that failed, from 1. */
      readonly attempt: number;
      /** How many tries there are at most. */
      readonly attempts: number;
      readonly reason: string;
    }
  | {
      readonly type: 'phase-finished';
      readonly instance: string;
      readonly phase: Phase;
      readonly outcome: Outcome;
      readonly durationMs: number;
    }
  | { readonly type: 'instance-finished'; readonly instance: string; readonly result: InstanceResult }
  | { readonly type: 'run-finished'; readonly result: RunResult }
);

/**
 * What happens to snapshots and channels, apart from any run; each event comes once the thing is on disk. `at` is
 * milliseconds since the epoch.
 */
export type FleetEvent = { readonly at: number } &
  /** The gate was asked (`check`) or told to promote; `entry` is the line in the log of decisions. */
  (
    | { readonly type: 'decision-made'; readonly entry: AuditEntry; readonly decision: GateDecision }
    | {
        readonly type: 'channel-moved';
        readonly channel: string;
        /** Where it was; undefined when it is new. */
        readonly from: string | undefined;
        readonly to: { readonly id: string; readonly digest: string };
        /** Who asked, as in the log of decisions. */
        readonly by: string;
      }
    /** A new snapshot was taken; when nothing had changed, there is no event. */
    | { readonly type: 'snapshot-taken'; readonly snapshot: SnapshotSummary }
  );

/** What begins every run. */
export type RunStarted = Extract<RunEvent, { readonly type: 'run-started' }>;

/** An event of one instance. */
export type InstanceEvent = Extract<RunEvent, { readonly instance: string }>;

/** Omit that keeps a union a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event before the engine stamps its time. */
export type NewRunEvent = Without<RunEvent, 'at'>;

/** Takes an event of the fleet whose time is stamped by the caller's clock. Must not throw. */
export type EmitFleetEvent = (event: Without<FleetEvent, 'at'>) => void;

/**
 * Listens to a run, or to what happens to snapshots and channels; `close` is awaited after the last event, and writes what
 * is still to be written.
 */
export interface Reporter {
  on(event: RunEvent): void;
  /** Default: what happens outside of runs is nothing to it. */
  onFleet?(event: FleetEvent): void;
  close?(): Promise<void>;
}

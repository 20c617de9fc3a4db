import type { Json } from '../base/json/json.ts';
import type { FoundPlace, Place } from '../base/place/place.ts';
import type { Evidence } from './evidence.ts';
import type { Outcome, ProblemKind, StateVerdict } from './outcome.ts';
import type { Phase, Step, StepName } from './phases.ts';

/** One state of one pass. */
export interface StateResult {
  readonly id: string;
  /** `file.managed` */
  readonly function: string;
  readonly name: string;
  readonly sls: string;
  /** Salt's own: true, false, or null (would change, in test mode). */
  readonly result: boolean | null;
  readonly verdict: StateVerdict;
  /** The outcome that the verdict counts as: see `outcomeOf`. */
  readonly outcome: Outcome;
  /** Why the suite excuses it; undefined unless it is `excused`. */
  readonly excuse: string | undefined;
  readonly changes: Json;
  /** Unified diff where the state gives one. */
  readonly diff: string | undefined;
  readonly comment: string;
  readonly durationMs: number;
  /** What Salt said of errors while a state ran that failed, and a service's unit and journal; lines. Default none. */
  readonly said?: readonly string[];
  /** Ids of the requisites that failed, when this state did not run for that reason. */
  readonly blockedBy: readonly string[];
  readonly place: Place | undefined;
}

/**
 * Why a pass has no usable states, stopped, or is no proof, with the place where that can be found. Its kind says what it
 * counts as: see `outcomeOfProblem`.
 */
export interface ConvergeProblem {
  readonly kind: ProblemKind;
  readonly message: string;
  /** Without a line where only the file is known. */
  readonly place: FoundPlace | undefined;
}

/** One pass of Salt over an instance. */
export interface ConvergeResult {
  /** That of its states and problems together: `fail` over `error`. */
  readonly outcome: Outcome;
  readonly states: readonly StateResult[];
  readonly problems: readonly ConvergeProblem[];
  readonly saltVersion: string;
  readonly durationMs: number;
}

/** One assertion. */
export interface CheckResult {
  /** Name of the verifier that looked. */
  readonly verifier: string;
  /** Resource type: `service`. */
  readonly type: string;
  /** `sshd` */
  readonly id: string;
  /** `running` */
  readonly property: string;
  readonly outcome: Outcome;
  readonly expected: Json;
  readonly actual: Json;
  /** `running: expected true, got false` */
  readonly message: string;
  /** What one would look up next: unit status, journal lines, command output. Empty on pass. */
  readonly details: readonly string[];
  readonly place: Place | undefined;
  /**
   * Milliseconds that it took. What is asked together takes equal shares of that time; what was not looked at, and what
   * comes of a look that another check of its resource has the time of, takes 0. Default: not known.
   */
  readonly durationMs?: number;
  /**
   * Why it proves nothing as it is written: it is skipped, or holds whatever comes. Default: it looks at something, or
   * another check of its resource is the reason why it did not.
   */
  readonly idle?: string;
}

/** Trouble as data, for results and reports. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: readonly string[];
}

/** How one phase went. */
export interface PhaseResult {
  readonly phase: Phase;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** Tries after the first, because of transient trouble. */
  readonly retries: number;
}

/** One step as it went. */
export interface StepResult {
  readonly step: Step;
  /** The steps before it, in their order: what it says is true after these. */
  readonly after: readonly StepName[];
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** What Salt said, of `converge` and `again`; undefined when it did not come to that. */
  readonly pass: ConvergeResult | undefined;
  /** What was looked at, of `verify`. */
  readonly checks: readonly CheckResult[];
}

/** The result of one instance in a run. */
export interface InstanceResult {
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly outcome: Outcome;
  /** In the order they ran; one that ran twice is there twice. */
  readonly phases: readonly PhaseResult[];
  /** What was done between create and destroy, in the order it was done. */
  readonly steps: readonly StepResult[];
  /** What could not be found out, and why; the outcome is `error`, or `fail` when something failed for certain too. */
  readonly trouble: Trouble | undefined;
  /** Still there after the run (keep policy). */
  readonly kept: boolean;
  /** Why the one that was there before was removed, and made anew. Default: none was. */
  readonly remade?: readonly string[];
  /** Kept because somebody was in it, whatever the policy says. Default false. */
  readonly isInUse?: boolean;
  readonly evidence: Evidence | undefined;
  readonly durationMs: number;
  /** Absolute paths of what was kept of an instance that did not pass: its console, a picture of it. Default none. */
  readonly artifacts?: readonly string[];
  /** Absolute path of the plain log. */
  readonly log: string | undefined;
}

/** The result of a run: one for each of its instances. Times are ISO 8601 UTC. */
export interface RunResult {
  readonly runId: string;
  /** Worst of the instances: fail over error over pass; `skip` when none proved anything. */
  readonly outcome: Outcome;
  readonly instances: readonly InstanceResult[];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly interrupted: boolean;
}

import type { Goal } from './phases.ts';
import type { Resources } from './driver.ts';
import type { NewRunEvent } from './events.ts';
import type { InstancePlan, ProjectIdentity } from './plan.ts';
import type { InstanceResult } from './result.ts';

/** Bytes that a job needs, by their digest. */
export interface ContentRef {
  /** `sha256:…` over the bytes as they are kept. */
  readonly digest: string;
  readonly bytes: number;
}

/** One instance of a run, as a worker on another machine needs it. Data. */
export interface FarmJob {
  readonly version: 1;
  /** `<runId>/<instance>` */
  readonly id: string;
  readonly runId: string;
  /** Version of the saltern that asks: a worker of another one does not take it. */
  readonly saltern: string;
  readonly project: ProjectIdentity;
  readonly goal: Goal;
  /** Paths of the starter's machine are names of `contents`. */
  readonly plan: InstancePlan;
  /** What the worker unpacks before it binds the plan: path in the plan ▸ a tar of it. */
  readonly contents: Readonly<Record<string, ContentRef>>;
  /** All of these a worker must have: `docker`, `qemu`, `kvm`, own ones. */
  readonly labels: readonly string[];
  readonly needs: Resources;
  /** What it usually takes; the longest are taken first. Milliseconds. Default: not known. */
  readonly usualMs?: number;
  /** When a job that is under way counts as failed, milliseconds. */
  readonly limitMs: number;
  /** How often it may be begun, for workers are killed and lost. */
  readonly attempts: number;
}

/** A worker as others see it. Times are ISO 8601 UTC. */
export interface FarmWorker {
  /** `host-4711`, or as it was named. */
  readonly name: string;
  readonly saltern: string;
  readonly labels: readonly string[];
  readonly limits: Resources;
  readonly startedAt: string;
  /** When it was last heard of. */
  readonly seenAt: string;
  /** Ids of the jobs that it is at. */
  readonly jobs: readonly string[];
}

/** What comes of a job, in the order of its attempts; what comes of several is in no order. */
export type FarmNews = { readonly job: string; readonly attempt: number; readonly worker: string } & (
  | { readonly type: 'taken' }
  /** In the order they happened, with the time of the worker's clock. */
  | { readonly type: 'events'; readonly events: readonly (NewRunEvent & { readonly at: number })[] }
  /** A file of the run's folder: a log, a console, a picture. `name` is relative to it. */
  | { readonly type: 'file'; readonly name: string; readonly content: ContentRef }
  /** The result that counts: there is one of each job. `signature`: over its digest, with the worker's key. */
  | { readonly type: 'result'; readonly result: InstanceResult; readonly signature?: string }
  /** The worker was killed, cut off, or out of disk; another attempt follows where `isLast` is not true. */
  | { readonly type: 'lost'; readonly reason: string; readonly isLast: boolean }
  /** A result that came twice, or after its job was given to another: it is kept, and does not count. */
  | { readonly type: 'late'; readonly result: InstanceResult }
);

/** The starter's side of the queue. Everything throws `FARM_UNREACHABLE` where the database stays away for too long. */
export interface FarmDesk extends AsyncDisposable {
  /** Those of these digests that are not there. */
  lacks(digests: readonly string[]): Promise<readonly string[]>;
  putContent(digest: string, bytes: Uint8Array): Promise<void>;
  getContent(digest: string): Promise<Uint8Array | undefined>;
  submit(jobs: readonly FarmJob[]): Promise<void>;
  /**
   * What comes of a run, from its beginning, until each of its jobs has a result or is lost for good. A lost connection
   * is taken up again, with nothing told twice.
   */
  follow(runId: string, options: { readonly signal: AbortSignal }): AsyncIterable<FarmNews>;
  /** No job of it is begun any more; workers that are at one are told, and are heard of at once. */
  cancel(runId: string): Promise<void>;
  workers(): Promise<readonly FarmWorker[]>;
}

/** What a worker has taken. Its heart beats until it is given up or finished. */
export interface TakenJob {
  readonly job: FarmJob;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when the run was cancelled, or the job given to another. */
  readonly signal: AbortSignal;
  /** Sent together, soon, and again after a lost connection. */
  tell(event: NewRunEvent & { readonly at: number }): void;
  putFile(name: string, bytes: Uint8Array): Promise<void>;
  /** True: it counts. False: it came too late, and was kept. */
  finish(result: InstanceResult, signature?: string): Promise<boolean>;
  /** Another is to take it: this worker cannot. */
  giveUp(reason: string): Promise<void>;
}

/** The worker's side of the queue. */
export interface FarmBench extends AsyncDisposable {
  /** Waits for a job that these labels and this room allow; undefined when the signal is aborted. */
  take(room: Resources, options: { readonly signal: AbortSignal }): Promise<TakenJob | undefined>;
  getContent(digest: string): Promise<Uint8Array | undefined>;
}

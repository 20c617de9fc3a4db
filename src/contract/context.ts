import type { Json } from '../base/json/json.ts';
import type { ProjectIdentity } from './plan.ts';

/** What a driver may use of this machine, whatever the project; all of it is passed in. */
export interface HostContext {
  /** Aborted on Ctrl-C, SIGTERM and time-outs; every call must honour it and clean up after itself. */
  readonly signal: AbortSignal;
  /** The process environment (`DOCKER_HOST`, `HOME`, …): drivers never read it themselves. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute folder for what several projects share (downloads, locks). Made on demand. */
  readonly cacheDirectory: string;
  /** What is being done now, for the screen; `done` of `total` in any unit. */
  progress(text: string, done?: number, total?: number): void;
  /** Milliseconds since the epoch; drivers have no clock of their own. */
  now(): number;
  /** Raw output for the instance's log. */
  output(text: string, stream?: 'stdout' | 'stderr'): void;
}

/** What a driver may use during one call on behalf of a project. */
export interface DriverContext extends HostContext {
  readonly project: ProjectIdentity;
  readonly runId: string;
  /**
   * Milliseconds that this call's phase may take, stretched by the driver's pace. The signal ends it then; a driver
   * that has more to say than 'too late' gives up a little earlier.
   */
  readonly timeoutMs: number;
  /**
   * Absolute folder for what helps to understand a failure (a console's log, a picture of it). Default: nothing is
   * kept.
   */
  readonly artifacts?: string;
  /**
   * Called by `create` as soon as the instance takes commands, though its services may not be up yet: what needs no
   * services can begin. The handle is the one that `create` returns in the end.
   */
  reachable?(handle: Json): void;
}

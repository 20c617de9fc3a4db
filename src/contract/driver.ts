import type { z } from 'zod';
import type { Connection } from './connection.ts';
import type { DriverContext, HostContext } from './context.ts';
import type { Prepared, PrepareStage } from './prepare.ts';
import type { Json } from '../base/json/json.ts';
import type { InstancePlan } from './plan.ts';

/** One thing `saltern doctor` looked at. */
export interface Finding {
  readonly title: string;
  readonly outcome: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do; required unless it passed. */
  readonly remedy: string | undefined;
}

/** What a project wants of a driver, for its doctor. */
export interface DriverNeeds<Config = unknown> {
  /** Every configuration that instances have, once, by the name of its platform. */
  readonly platforms: readonly { readonly name: string; readonly config: Config }[];
  /** How many instances there are. */
  readonly instances: number;
}

/** How slow instances are. */
export interface Pace {
  /** How many times longer everything takes than on a real machine, 1 or more; all time limits are multiplied by it. */
  readonly factor: number;
  /** Why, for people; empty when `factor` is 1. */
  readonly reason: string;
}

/** What one instance takes while it runs, for admission. */
export interface Resources {
  readonly memoryBytes: number;
  /** Cores kept busy while converging; may be a fraction. */
  readonly cores: number;
}

/** One thing that a driver keeps to save time; what is removed will be made or fetched again. */
export interface CacheEntry {
  /** Unique within the driver, stable between calls. */
  readonly id: string;
  /** `image`: fetched as it is. `prepared`: made here, with Salt and repositories in. */
  readonly kind: 'image' | 'prepared';
  /** What it is, for people: `centos-stream-9 · snapshot 20261122T013000`. */
  readonly title: string;
  /** On disk. */
  readonly bytes: number;
  /** When an instance last started from it, or it was made: ISO 8601 UTC. */
  readonly usedAt: string;
  /** An instance runs on it now, or others are built on it: not to be removed. */
  readonly isInUse: boolean;
}

/** Which of a project's instances a sweep leaves alone. */
export interface SweepFilter {
  /** Names of instances that stay. */
  readonly keep: readonly string[];
  /** Only this one. Default: all. */
  readonly instance?: string;
  /** Asked of each instance after it was found: another process may have begun to use it. Default: none is in use. */
  readonly isInUse?: (instance: string) => Promise<boolean>;
}

/** What a driver keeps on this machine so that it need not be made again, of every project. */
export interface DriverCache {
  list(context: HostContext): Promise<readonly CacheEntry[]>;
  /** Removes those entries, except what is in use now; gives the ids of what it removed. An unknown id is no error. */
  forget(ids: readonly string[], context: HostContext): Promise<readonly string[]>;
  /** How it goes to other machines. Default: it stays on this one. */
  readonly carry?: CarriedCache;
}

/** Entries as one file, for a machine that would have to make them anew. */
export interface CarriedCache {
  /** Writes those entries to `file`. Throws `NO_SPACE`, and what asking for them throws. */
  save(ids: readonly string[], file: string, context: HostContext): Promise<void>;
  /**
   * Takes in what `save` has written, and nothing else: whatever the file holds beside entries of this driver's own makes it
   * refuse the whole. Throws `CACHE_DAMAGED`.
   */
  load(file: string, context: HostContext): Promise<void>;
}

/** Makes and removes instances. Plain object, no inheritance; a contract test suite runs against each. */
export interface Driver<Config = unknown, Handle extends Json = Json> {
  readonly name: string;
  readonly can: { readonly systemd: boolean; readonly reboot: boolean; readonly warm: boolean };
  /** Parses the platform's section that has the driver's name, and fills in defaults. */
  readonly configSchema: z.ZodType<Config>;
  /** Plain JSON: what the instance's state file holds. */
  readonly handleSchema: z.ZodType<Handle>;
  /** Where a guest finds the members of a snapshot that is a directory: `<snapshotUrl>/<member>`. */
  readonly snapshotUrl: string;
  /**
   * Within seconds, whatever does not answer. Never throws: trouble is a finding. `needs`: what is asked for beside the
   * machine itself; default nothing.
   */
  doctor(context: HostContext, needs?: DriverNeeds<Config>): Promise<readonly Finding[]>;
  resources(config: Config): Resources;
  /**
   * Begins what the first instance will wait for anyway, such as loading a library: called while files are still read.
   * Never throws, and makes nothing. Default: there is nothing to begin.
   */
  wake?(context: HostContext): Promise<void>;
  /** How slow its instances are here. Default: as fast as can be expected. */
  pace?(config: Config, context: HostContext): Promise<Pace>;
  /**
   * Makes the image with Salt and repositories ready, once per key, under a lock that other saltern processes respect.
   */
  prepare(
    plan: InstancePlan,
    config: Config,
    stages: readonly PrepareStage[],
    context: DriverContext,
  ): Promise<Prepared>;
  /** A running instance, its services up. Cleans up after itself when it fails half-way or is aborted. */
  create(plan: InstancePlan, config: Config, prepared: Prepared, context: DriverContext): Promise<Handle>;
  connect(handle: Handle, context: DriverContext): Promise<Connection>;
  status(handle: Handle, context: DriverContext): Promise<'running' | 'stopped' | 'gone'>;
  /** Already gone = success. Removes everything that belongs to this instance. */
  destroy(handle: Handle, context: DriverContext): Promise<void>;
  /**
   * Why what a guest said of each of its failures is this machine's doing and not the guest's: only where all of them say so
   * and the machine shows it. Undefined: it is not, or nobody knows. Default: never.
   */
  machineTrouble?(
    said: readonly string[],
    context: DriverContext,
  ): Promise<{ readonly why: string; readonly hint: string } | undefined>;
  /** Keeps in `context.artifacts` what an instance that did not pass has to show; gives the paths. Never throws. */
  collect?(handle: Handle, context: DriverContext): Promise<readonly string[]>;
  /**
   * Restarts it as a person would, and waits until it is up again as `create` leaves it; what it held on disk is still
   * there. Gives the handle to use from now on; earlier connections are gone. Called only when `can.reboot`.
   * Throws BOOT_FAILED when it does not come up again.
   */
  reboot(handle: Handle, context: DriverContext): Promise<Handle>;
  /**
   * Removes what carries this project's label and is not to stay, containers and networks and half-made images alike;
   * gives the names of what it removed. Finds what a crash left, without any state file.
   */
  sweep(filter: SweepFilter, context: DriverContext): Promise<readonly string[]>;
  readonly cache: DriverCache;
}

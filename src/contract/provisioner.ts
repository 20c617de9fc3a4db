import type { Connection } from './connection.ts';
import type { PrepareStage } from './prepare.ts';
import type { InstancePlan } from './plan.ts';
import type { ConvergeResult, StateResult } from './result.ts';

/** What may be used while Salt is opened in an instance. */
export interface ProvisionContext {
  readonly signal: AbortSignal;
  readonly cacheDirectory: string;
  progress(text: string, done?: number, total?: number): void;
  output(text: string, stream?: 'stdout' | 'stderr'): void;
  /**
   * Told of values that are secret from now on, before anything is said that holds one; gives those that are too short to
   * be hidden. Default: nobody is told.
   */
  hide?(values: readonly string[]): readonly string[];
}

/** Salt's own names for how much it says. */
export const SALT_LOG_LEVELS = [
  'all',
  'garbage',
  'trace',
  'debug',
  'profile',
  'info',
  'warning',
  'error',
  'critical',
  'quiet',
] as const;
export type SaltLogLevel = (typeof SALT_LOG_LEVELS)[number];

/** Where one pass reports to, and what ends it. */
export interface PassContext {
  /** When it is aborted, the session ends and the pass with it. */
  readonly signal: AbortSignal;
  /** Milliseconds for the whole pass, and for the longest time without any state finishing. */
  readonly limitMs: { readonly pass: number; readonly state: number };
  /** How much Salt says of itself, to `output`. Default: what it says without being asked, warnings and errors. */
  readonly saltLog?: SaltLogLevel;
  /** What runs now: a state's id, its number and how many states there are. */
  progress(text: string, done?: number, total?: number): void;
  output(text: string, stream?: 'stdout' | 'stderr'): void;
  /** Each state as it ends. */
  state(result: StateResult): void;
}

/**
 * Digests of what Salt is told; the same content gives the same digests on every machine. What else a suite says
 * (checks, steps, what may change again) does not concern Salt, and is for the caller to digest.
 */
export interface ContentDigests {
  /** `sha256:…` over formula and dependencies: path, executable or not, content of each file. */
  readonly formula: string;
  /** `sha256:…` over what Salt is told: states or top, pillar, grains, minion configuration. */
  readonly suite: string;
}

/** Salt opened in one instance; several passes may share one process. Disposing ends the process. */
export interface ProvisionSession extends AsyncDisposable {
  /** Of what this session sent into the instance. */
  readonly digests: ContentDigests;
  /**
   * One pass. Verdicts are values; throws `SALT_TROUBLE`, `GUEST_GONE`, the signal's reason. A hanging state is a
   * `hang` problem (fail).
   */
  apply(context: PassContext): Promise<ConvergeResult>;
}

/** Applies states to instances. */
export interface Provisioner {
  readonly name: string;
  /**
   * How an instance's image gets Salt, repositories and prepare commands. May download Salt into the cache.
   * `snapshotUrl`: where the driver's guests find a snapshot that is a directory.
   */
  stages(
    plan: InstancePlan,
    context: Pick<ProvisionContext, 'signal' | 'cacheDirectory' | 'progress'> & {
      readonly snapshotUrl: string;
      /** The process environment: a proxy, and the PATH of what unpacks. */
      readonly environment: Readonly<Record<string, string | undefined>>;
    },
  ): Promise<readonly PrepareStage[]>;
  /** Of what would be uploaded now: reads formulas and pillar from the host's disk. A session has its own. */
  digests(plan: InstancePlan): Promise<ContentDigests>;
  /**
   * Uploads what changed and starts Salt. Throws `CONTENT_CHANGED` when a file is no longer what was digested a moment
   * before, `FORMULA_NOT_FOUND`, `SALT_MISSING`, `SALT_TROUBLE`, `UPLOAD_FAILED`.
   */
  open(plan: InstancePlan, connection: Connection, context: ProvisionContext): Promise<ProvisionSession>;
}

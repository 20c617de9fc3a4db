import type { InstancePlan, ProjectIdentity, TreeSource } from '../contract/plan.ts';
import type { NotifySettings } from '../contract/notify.ts';
import type { RunKeep } from '../contract/run-keep.ts';
import type { StalePolicy } from '../contract/stale.ts';
import type { Json, JsonObject } from '../base/json/json.ts';
import type { ExactPlace, Place } from '../base/place/place.ts';
import type { Layer } from './layer.ts';

/** Where a formula's files are. */
export type FormulaSource =
  /** Absolute path of the formula repository, or of a whole state tree. */
  | { readonly kind: 'directory'; readonly path: string; readonly isFileRoot?: boolean }
  /** `path` is a folder within the repository; `ref` undefined is its default branch. */
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | undefined; readonly path: string | undefined };

/** What does not belong to a formula, though it lies in its folder. */
export type LeftOut = Required<Pick<TreeSource, 'ignore' | 'exclude'>>;

/** A formula that instances need, the tested one or a dependency. */
export interface ProjectTree {
  readonly name: string;
  readonly source: FormulaSource;
  /** Undefined for a git source until `fetchSources` has run. */
  readonly tree: TreeSource | undefined;
  readonly left: LeftOut;
  readonly place: Place;
}

/** Members of a snapshot that a platform uses, in order. */
export interface RepositoryChoice {
  readonly members: readonly string[];
  readonly place: Place;
}

/** One suite on one platform, all settled but the snapshot. */
export interface ProjectInstance extends Omit<InstancePlan, 'snapshot' | 'trees'> {
  readonly trees: readonly ProjectTree[];
  /** Undefined when the project names no repositories for the platform. */
  readonly repositories: RepositoryChoice | undefined;
  /**
   * What was settled, by its key in the files, with its origin; a list holds values put together from several levels.
   */
  readonly settings: Readonly<Record<string, Layer | readonly Layer[]>>;
}

/** An instance with all its formulas on this machine's disk. */
export interface FetchedInstance extends Omit<ProjectInstance, 'trees'> {
  readonly trees: readonly TreeSource[];
}

interface ProjectFormula {
  readonly name: string;
  /** Undefined for `formula: none`. */
  readonly source: FormulaSource | undefined;
  readonly suites: readonly string[];
  readonly place: Place;
}

interface ProjectPlatform {
  readonly name: string;
  readonly place: Place;
}

export interface SnapshotSettings {
  /** Where snapshots are taken from: a kind by its name, and what the files say to it. */
  readonly source: { readonly name: string; readonly config: JsonObject };
  /** Absolute path of the folder on this machine; undefined when only a URL is given. */
  readonly root: string | undefined;
  /** Where the folder is named: whether it is there is a question of who uses it. */
  readonly place: ExactPlace;
  /** Guests find the same folder here; undefined: the folder is mounted. */
  readonly url: string | undefined;
  /** What is done where a repository cannot be taken. */
  readonly stale: StalePolicy;
  /** Who must have signed what, the first that fits a member: its name or a glob, absolute paths of public keys. */
  readonly keys: readonly {
    readonly member: string;
    readonly files: readonly string[];
    readonly isMetadataSigned: boolean;
  }[];
  /** How many of the newest stay, and how long these and records of decisions do, milliseconds. Undefined: nobody wants any removed. */
  readonly prune: { readonly keep: number; readonly minAgeMs?: number; readonly decisionsMs?: number } | undefined;
}

/** Where the history is; of `file`, `url` and `urlEnv` at most one. Default: `history.db` in the folder of results. */
export interface HistorySettings {
  /** Milliseconds for which nights and runs are remembered. */
  readonly keepMs: number;
  /** Absolute path of an SQLite file. */
  readonly file?: string;
  /** Of a PostgreSQL database, without a password. */
  readonly url?: string;
  /** Environment variable that has such a URL. */
  readonly urlEnv?: string;
}

/** Where the head of the log of decisions is sent. */
export type AuditMirror =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** What is done for the log of decisions, beside writing it. */
export interface AuditSettings {
  /** Undefined: its head is sent nowhere. */
  readonly mirror: AuditMirror | undefined;
  /** Environment variable that has the key by which heads are signed, as PEM. Undefined: nobody signs them. */
  readonly keyEnv: string | undefined;
  /** Absolute path of the public key of that. */
  readonly publicKey: string | undefined;
}

/** Where jobs for workers go. */
export interface FarmSettings {
  /** Environment variable that has the URL of a PostgreSQL database. Default SALTERN_FARM_URL. */
  readonly urlEnv: string;
  /** Environment variable that has the key which seals what travels. Default SALTERN_FARM_KEY. */
  readonly keyEnv: string;
  /** Absolute path of a folder that all machines see, for content. Undefined: it goes through the database. */
  readonly sharedFolder: string | undefined;
  /** Milliseconds that a worker may be silent before its instances are given to others. Default 60 s. */
  readonly lostAfterMs: number;
  /** Names of instances or globs ▸ labels that their worker must have, beside the name of its driver. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** How results are signed. */
export interface SigningSettings {
  /** Environment variable that has the private key, or the path of its file. Default SALTERN_SIGNING_KEY. */
  readonly keyEnv: string;
}

/** What the files say of nights. */
export interface NightlySettings {
  /** The channel that a night is for. Default `stable`. */
  readonly channel: string;
  /** Whether it moves when the gate says so. Default true. */
  readonly isPromoting: boolean;
  /** Whether what is held back is left out of a night's snapshot. Default true. */
  readonly isDeriving: boolean;
  /** Milliseconds; a night that ended longer ago counts for nothing. Default 26 hours. */
  readonly maxAgeMs: number;
}

/** Channels ▸ what moves with each, in its order: a kind by its name, and what the files say to it. */
export type TargetSettings = Readonly<Record<string, readonly { readonly name: string; readonly config: Json }[]>>;

/** Where the pages for people go. */
export interface SiteSettings {
  /** Absolute. */
  readonly directory: string;
  /** Where people find them, without a slash at its end. Undefined: nobody said. */
  readonly url: string | undefined;
}

/** What is written for monitoring. */
export interface MetricsSettings {
  /** Absolute; node exporter reads it where its name ends in `.prom`. */
  readonly file: string;
}

/** Everything the files, the environment and the flags say, checked. */
export interface Project {
  readonly identity: ProjectIdentity;
  /** Absolute path of the project file. */
  readonly file: string;
  /** Absolute paths of all files that were read: project, suite files, overlays, gossfiles. */
  readonly files: readonly string[];
  /** Those of them that are overlays, lowest first. */
  readonly overlays: readonly string[];
  /** Absolute paths of overlays that are there and were not read. */
  readonly leftOut: readonly string[];
  readonly formulas: readonly ProjectFormula[];
  readonly platforms: readonly ProjectPlatform[];
  /** In the order of the files: formula, suite, platform. */
  readonly instances: readonly ProjectInstance[];
  /** The driver of platforms that name no other. */
  readonly driver: string;
  readonly snapshots: SnapshotSettings | undefined;
  /** Id of the snapshot that was asked for by flag or environment; `none` and `latest` are the caller's words. */
  readonly snapshot: string | undefined;
  /** What moves with each channel. Default: nothing. */
  readonly targets: TargetSettings;
  /** Absolute; whether it exists is the gate's concern. */
  readonly gateFile: string;
  /** Absolute. */
  readonly reportsDirectory: string;
  /** The sections of reporters under `reports:`, by name, as the files have them. */
  readonly reports: JsonObject;
  /** Undefined: nothing is written for monitoring. */
  readonly metrics: MetricsSettings | undefined;
  /** Which runs stay. */
  readonly runKeep: RunKeep;
  /** Where the history is, and how far it goes back. */
  readonly history: HistorySettings;
  readonly farm: FarmSettings;
  readonly audit: AuditSettings;
  readonly signing: SigningSettings;
  readonly nightly: NightlySettings;
  /** Whom to tell of what changed over night. */
  readonly notify: NotifySettings;
  readonly site: SiteSettings;
  /** Patterns, as in a `.gitignore` at the top of the repository, of files that can affect no instance. Default none. */
  readonly changedIgnore: readonly string[];
  readonly destroy: 'passing' | 'always' | 'never';
  /** Undefined: as memory and cores allow. */
  readonly concurrency: number | undefined;
  /** What was settled for the whole project, by its key in the files, with its origin. */
  readonly settings: Readonly<Record<string, Layer>>;
}

import type { Place } from '../base/place/place.ts';
import type { Json, JsonObject } from '../base/json/json.ts';
import type { Phase, Step } from './phases.ts';
import type { TimeLimits } from './time-limits.ts';

/** Where Salt comes from. Never a bootstrap script per instance. */
export type SaltSource =
  /**
   * A onedir tarball (top folder `salt/`), unpacked to `/opt/saltstack/salt`. `location` is an http(s) URL or an
   * absolute path.
   */
  | { readonly from: 'onedir'; readonly version: string; readonly location: string; readonly sha256: string }
  /** A virtual environment in `/opt/saltern/salt` made by the guest's `python` (default `python3`) with pip. */
  | { readonly from: 'pip'; readonly version: string; readonly python: string }
  /** Packages of the snapshot's own repositories, by name (default `salt-minion`). */
  | { readonly from: 'snapshot'; readonly packages: readonly string[] }
  /** What the image already holds; `salt-call` must be on its PATH. */
  | { readonly from: 'image' };

/** One repository of a snapshot as a guest uses it. */
export interface RepositoryUse {
  /** Member name, for example `base9`; also the id in the guest's repository file. */
  readonly name: string;
  /**
   * `directory`: absolute host path of this member, shown read-only to the guest by the driver. `http`: its immutable
   * URL.
   */
  readonly at: { readonly kind: 'directory'; readonly path: string } | { readonly kind: 'http'; readonly url: string };
}

/** The snapshot that an instance runs on. */
export interface SnapshotUse {
  /** UTC time of the snapshot, `20261122T013000`. */
  readonly id: string;
  /** Content digest of the whole snapshot, `sha256:…`. */
  readonly digest: string;
  /** Only those of this platform, in the order of the configuration. */
  readonly repositories: readonly RepositoryUse[];
  /** Its files are no longer there: an instance that was made on it can go on, and none can be made. Default false. */
  readonly isGone?: boolean;
}

/** Additional set-up of a platform's prepared image. */
export interface PrepareConfig {
  /** Shell lines run in the guest as root after repositories and Salt are in. Default none. */
  readonly commands: readonly string[];
  /** Bring the image's own packages to the snapshot's state (`dnf distro-sync`). Default true. */
  readonly update: boolean;
  /** Environment of prepare steps only; it does not stay in the image. Default none. */
  readonly environment: Readonly<Record<string, string>>;
  /** Host path → guest path, mounted read-only while preparing only (a certificate bundle, say). Default none. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** A directory tree copied into the guest's file root under `name`. */
export interface TreeSource {
  /** Folder name below the file root: the formula's name. */
  readonly name: string;
  /** Absolute host path of the folder whose content is copied (for ops-ssh: the folder that holds `init.sls`). */
  readonly path: string;
  /** Absolute host path of the formula repository (holds `_modules`, `_states` … copied to the file root). */
  readonly root: string;
  /** Whether `path` is a whole state tree, whose content is the file root itself. Default false. */
  readonly isFileRoot?: boolean;
  /** What does not belong to it, as in a `.gitignore`, relative to `root`. Default: litter only. */
  readonly ignore?: readonly string[];
  /** Absolute host paths that do not belong to it: where results and snapshots go, the project's own files. Default none. */
  readonly exclude?: readonly string[];
}

/** What Salt is told to do. */
export type StatesPlan =
  | { readonly kind: 'states'; readonly states: readonly string[] }
  /** A top file as data, `{ base: { '*': [..] } }`; applied as highstate. */
  | { readonly kind: 'top'; readonly top: JsonObject }
  /** The top file that the formula, a whole state tree, brings; applied as highstate. */
  | { readonly kind: 'tree-top' }
  /** No Salt at all: only checks (an image canary). */
  | { readonly kind: 'none' };

/** Data that Salt's own loader reads: it means what the same text means in a file of Salt's. */
export interface SaltData {
  /** A map, as a YAML document; it may begin with spaces. Empty: no data. */
  readonly text: string;
  /**
   * What it means, as far as JSON holds it: to show, and to look something up. Keys are text here, and a number that
   * JSON lacks stands as it is written.
   */
  readonly view: JsonObject;
}

/** Pillar, lowest precedence first: directories, inline, files. Files are copied byte for byte. */
export interface PillarPlan {
  readonly directories: readonly string[];
  /** Becomes one sls of its own, after the directories. */
  readonly inline: SaltData;
  /** sls file name (`ssh.sls`) → absolute host path. */
  readonly files: Readonly<Record<string, string>>;
  /** A top file as data, in place of one of the files. Default: none. */
  readonly top?: JsonObject;
}

/** What of an instance is never shown or kept; the values themselves stand nowhere in a plan. */
export interface SecretsPlan {
  /** Keys of the pillar, parts joined by `:`; `*` is any one key or place of a list. All that is below one is secret. */
  readonly pillar: readonly string[];
  /** Files of the pillar of which every value is secret: names below the pillar root, or globs. */
  readonly files: readonly string[];
  /** Names of variables of the environment. */
  readonly environment: readonly string[];
}

/** What a verifier is to look at, read and checked. */
export interface VerifyPlan {
  /** Name in the registry of verifiers: `goss`. */
  readonly verifier: string;
  /** What its `read` made of what is written; only that verifier understands it. */
  readonly config: Json;
  readonly place: Place;
}

/** A shell line to run before or after a phase. */
export interface HookPlan {
  readonly when: 'before' | 'after';
  readonly phase: Phase;
  /** `guest` runs through the connection as root, `host` in the project directory. */
  readonly on: 'guest' | 'host';
  /** Shell line. */
  readonly run: string;
  readonly place: Place;
}

/** How the further pass `again`, which must change nothing, is judged. */
export interface AgainPlan {
  /** False only with a reason. */
  readonly check: boolean;
  readonly reason: string | undefined;
  /** State id → reason why it may change again. */
  readonly except: Readonly<Record<string, string>>;
  /**
   * Where each exception is written that must match a state of this suite; those of a whole fleet need not, and are left
   * out. Default: none must.
   */
  readonly exceptAt?: Readonly<Record<string, Place>>;
}

/** Everything needed to run one suite on one platform. Data: it can be printed, and nothing in it acts. */
export interface InstancePlan {
  /** `<formula>-<suite>-<platform>`, `ops-ssh-default-centos-stream-9`; unique in a project. */
  readonly name: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  /** Who keeps the formula: a name or a mail address. Default: nobody is named. */
  readonly owner?: string | undefined;
  readonly tags: readonly string[];
  /** Driver's name and its configuration as the files say it: binding parses it. */
  readonly driver: { readonly name: string; readonly config: JsonObject };
  readonly salt: SaltSource;
  readonly prepare: PrepareConfig;
  readonly snapshot: SnapshotUse | undefined;
  /** Formula first, then dependencies. Empty when `states.kind` is `none`. */
  readonly trees: readonly TreeSource[];
  readonly states: StatesPlan;
  /** Salt environments beside `base`, which have the same files and pillar. Default none. */
  readonly environments?: readonly string[];
  readonly pillar: PillarPlan;
  /** Default: nothing is secret but what GPG had encrypted. */
  readonly secrets?: SecretsPlan;
  readonly grains: SaltData;
  /** Added to the minion configuration. */
  readonly minion: SaltData;
  /** Empty: no checks. */
  readonly verify: readonly VerifyPlan[];
  /**
   * What `test` does, in this order. Default converge, again, verify; never empty. Without states neither `converge`
   * nor `again`, and no `again` where it is not checked.
   */
  readonly steps: readonly Step[];
  readonly again: AgainPlan;
  readonly hooks: readonly HookPlan[];
  readonly timeoutsMs: TimeLimits;
  /** Where the suite is written. */
  readonly place: Place;
}

/** What the project is, for labels and state. */
export interface ProjectIdentity {
  /** Name in the project file; default: the folder's name. */
  readonly name: string;
  /** Name plus eight hex digits of the project directory's real path: two checkouts never share instances. */
  readonly id: string;
  /** Absolute path of the folder with `saltern.yml`. */
  readonly directory: string;
}

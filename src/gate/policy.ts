import type { Place } from '../base/place/place.ts';

/** One line of `require`: every declared instance whose suite and platform match is required. */
export interface PolicyRequirement {
  /** Patterns on `<formula>-<suite>` or on the formula's name. */
  readonly suites: readonly string[];
  readonly platforms: readonly string[];
  readonly place: Place;
}

export interface ChannelPolicy {
  /** At least one. */
  readonly require: readonly PolicyRequirement[];
  /** Milliseconds; a result older than this is stale. Undefined: results do not age. */
  readonly maxAgeMs: number | undefined;
  /** Whether a pass needs a check that passed. Default false. */
  readonly requiresChecks?: boolean;
  /**
   * How many attempts one content has: the nightly makes so many, and after as many failures in a row no pass counts.
   * Default: the nightly makes one, and a pass counts whatever failed before.
   */
  readonly attempts?: number;
  /**
   * Whether everything that was installed must be from the snapshot or the base image, but for what `allow` names: names of
   * packages, or globs. Default: nobody looks; a policy that was read always says.
   */
  readonly packages?: { readonly strict: boolean; readonly allow: readonly string[] };
  /**
   * What becomes of the channel when a required instance fails on the content where it is: it is frozen, or goes back to
   * where it was before and is frozen there. Default `freeze`.
   */
  readonly afterFailure?: 'freeze' | 'rollback';
}

/** What must hold before a channel moves. */
export interface GatePolicy {
  /** Path as the user would type it. */
  readonly file: string;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
  /** By name; at least one. */
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
}

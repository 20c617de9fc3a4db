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
}

/** A public key whose signature counts. Data: it is kept with the decision. */
export interface TrustedKey {
  /** Path as the user would type it. */
  readonly file: string;
  /** `sha256:…`, the same for both halves of a pair. */
  readonly id: string;
  /** The public key itself, PEM. */
  readonly pem: string;
}

/** What must hold before a channel moves. */
export interface GatePolicy {
  /** Path as the user would type it. */
  readonly file: string;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
  /** Who may sign results, by name: then one that none of them has signed is invalid. Default: nobody need sign. */
  readonly keys?: Readonly<Record<string, TrustedKey>>;
  /** By name; at least one. */
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
}

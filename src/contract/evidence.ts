import type { Envelope } from '../base/sign/envelope.ts';
import type { Outcome } from './outcome.ts';

/** How many states and checks of a suite passed, each counted once however often it was looked at. */
export interface Proved {
  readonly states: number;
  readonly checks: number;
}

/** What is installed beyond the base image: most packages of an instance are the image's, and need not stand twice. */
export interface BaseComparison {
  /** `sha256:…` over the builds that the base image holds. */
  readonly digest: string;
  /**
   * Installed packages of which the base image does not hold this very build, with when each was built, in seconds since
   * 1970: `chrony-4.5-1.el9.x86_64 1732233600`. Sorted.
   */
  readonly beyond: readonly string[];
}

/** What one instance run proved, bound to digests. Times are ISO 8601 UTC. */
export interface Evidence {
  readonly version: 1;
  readonly runId: string;
  readonly instance: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly outcome: Outcome;
  /** One line per failing state or check, or the trouble; empty on pass. */
  readonly reasons: readonly string[];
  /** What of the suite itself passed; a pass in which nothing did is none. */
  readonly proved: Proved;
  /** Undefined: it ran on the repositories that its image is set up for. */
  readonly snapshot: { readonly id: string; readonly digest: string } | undefined;
  /** `sha256:…` over the formula and its dependencies. */
  readonly formulaDigest: string;
  /** `sha256:…` over the suite: states, pillar, grains, checks. */
  readonly suiteDigest: string;
  /**
   * `sha256:…` over everything that made the instance besides formula, suite and snapshot content: driver and its
   * configuration, image, Salt, prepare, hooks, repositories.
   */
  readonly recipe: string;
  /** Undefined: it did not come to one. */
  readonly image: { readonly reference: string; readonly digest: string } | undefined;
  readonly saltVersion: string;
  /**
   * Installed packages read back from the guest after the last checks, `name-epoch:version-release.arch`, sorted; epoch
   * left out when 0.
   */
  readonly packages: readonly string[];
  /** The same held against the untouched base image. Undefined: nobody could. */
  readonly base?: BaseComparison;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Of who ran it, over all the rest, as an in-toto statement (`src/signing`). Default: nobody has signed it. */
  readonly signature?: Envelope;
}

/**
 * A result that a store has kept, as it is weighed: without the packages, which stay where it is kept. They are most of
 * it, and tens of thousands of results are weighed at once.
 */
export interface KeptEvidence extends Omit<Evidence, 'packages' | 'base'> {
  /**
   * Counts the results of an instance, on whatever snapshot, in the order in which they were kept, from 1. Whatever their
   * times say, the higher is the newer.
   */
  readonly number: number;
  /** `sha256:…` of the record. */
  readonly digest: string;
  /** What a signature has to be over, see `digestContent`. Default: nobody asked, or nobody has signed it. */
  readonly content?: string;
}

/** A result that can no longer be read; the gate treats it as trouble, never as if it were not there. */
export interface DamagedEvidence {
  /** Where it is kept, for people: a path. */
  readonly file: string;
  readonly instance: string;
  /** What is wrong with it, one line. */
  readonly message: string;
  /** Its place among the instance's results; undefined where nothing tells, so it may be the newest. */
  readonly number: number | undefined;
}

/** A result that was kept once and is gone. */
export interface LostEvidence {
  readonly instance: string;
  /** Its place among the instance's results; of several the newest. */
  readonly number: number;
}

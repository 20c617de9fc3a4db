import type { FoundPlace } from '../base/place/place.ts';

/** Something that went wrong at a place that a person can change: what annotations, SARIF and code quality show. */
export interface Finding {
  /** `error`: it failed, or could not be found out. `warning`: flaky, or excused. */
  readonly severity: 'error' | 'warning';
  /** What kind of thing it is, `state/file.managed`, `check/service`, `render`, `trouble/DOCKER_UNREACHABLE`. */
  readonly rule: string;
  /** A few words: `ops-time: chronyd does not run`. */
  readonly title: string;
  /** As a person would say it; may have several lines. */
  readonly message: string;
  /** Undefined: nothing in the repository is to blame. */
  readonly place: FoundPlace | undefined;
  /** Instances that it went wrong on, in their order; never empty. */
  readonly instances: readonly string[];
  /** The same for the same thing in another run: hex. */
  readonly fingerprint: string;
}

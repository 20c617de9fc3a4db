import type { InstanceSummary } from './events.ts';
import type { Freeze, Taint } from './gate-records.ts';
import type { ResultRow } from './history.ts';
import type { NightSummary } from './night.ts';
import type { VerdictOrigin } from './store.ts';

/** What one instance came to in one night: its last attempt, and how many there were. */
export interface NightCell {
  readonly outcome: ResultRow['outcome'];
  readonly isFlaky: boolean;
  readonly attempts: number;
  readonly runId: string;
  readonly durationMs: number;
}

/** What is known of one instance over the nights. */
export interface InstanceView extends InstanceSummary {
  /** One per night of the view, in its order; undefined: it was not run then. */
  readonly cells: readonly (NightCell | undefined)[];
  /** The newest result that says anything of it, of a night or by hand. Default: none. */
  readonly latest?: ResultRow;
  readonly lastPass?: ResultRow;
  /** The newest that is no pass. */
  readonly lastFailure?: ResultRow;
  /** While it is red: the first result that was no pass since the last pass. Default: it is not. */
  readonly redSince?: ResultRow;
  /** Share of the nights in which it was judged that were flaky, 0 to 1. */
  readonly flakeRate: number;
}

/**
 * A fleet over its nights: what pages, badges, messages and metrics are made of, so that all say the same. Made from
 * history by `viewFleet` (src/app).
 */
export interface FleetView {
  /** Name of the project. */
  readonly project: string;
  /** When it was made, ISO 8601 UTC. */
  readonly at: string;
  /** Newest first. */
  readonly nights: readonly NightSummary[];
  /** Every instance that the project declares, in its order. */
  readonly instances: readonly InstanceView[];
  /** Where channels are, by name. */
  readonly channels: Readonly<Record<string, string>>;
  /** Those in force. Default: none, or nobody can say. */
  readonly freezes?: readonly Freeze[];
  /** Contents that failed after their promotion. Default: none, or nobody can say. */
  readonly taints?: readonly Taint[];
  /** Id of what `last-good` stands for. Default: there is none, or nobody can say. */
  readonly lastGood?: VerdictOrigin['snapshot'];
}

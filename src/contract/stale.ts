/** Why a member is not what its source has now: it could not be taken, so the last one before it stands in. */
export interface Staleness {
  /** When its content was taken, ISO 8601 UTC. */
  readonly since: string;
  /** What stood in the way, one sentence. */
  readonly why: string;
}

/** What is done where a member cannot be taken: an older one stands in, or no snapshot is made. */
export const STALE_POLICIES = ['allow', 'refuse'] as const;

export type StalePolicy = (typeof STALE_POLICIES)[number];

/** A member that could not be taken. */
export interface StaleMember extends Staleness {
  readonly name: string;
}

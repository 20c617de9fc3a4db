import type { MemberOrigin } from './member-origin.ts';

/** A move that a target is to make. */
export interface TargetMove {
  readonly channel: string;
  /** What it is at before; undefined: nothing. */
  readonly from: { readonly id: string; readonly digest: string } | undefined;
  readonly to: { readonly id: string; readonly digest: string };
  /** Counts the moves of a channel, from 1; a target that keeps it refuses one that is not above what it has. */
  readonly generation: number;
  /** Digest of the decision that allows it, `sha256:…`; a rollback's too. */
  readonly decision: string;
  /** Who asked. */
  readonly by: string;
  /** Why, one line; empty where the gate said promote. */
  readonly reason: string;
  /** Generation of the move that this one takes back. Default: it takes back none. */
  readonly undoes?: number;
}

/** A member of a snapshot as it was taken. */
export interface TakenMember {
  readonly name: string;
  /** `sha256:…` of its repomd.xml. */
  readonly metadataDigest: string;
  /** Default: nobody knows, or it was derived. */
  readonly origin?: MemberOrigin;
}

/** What a call to a target may use. */
export interface TargetContext {
  readonly signal: AbortSignal;
  /** Absolute path of a snapshot's member, for targets on the same machine. */
  readonly locate: (id: string, member: string) => string;
  /** The members of a snapshot with where they were taken from: what has them there already needs no copy. */
  readonly taken: (id: string) => Promise<readonly TakenMember[]>;
  /** Names of the members of a snapshot. */
  readonly members: (id: string) => Promise<readonly string[]>;
  /**
   * Absolute path of a folder in the snapshot root, made on demand, for what a target must remember of this channel and
   * cannot keep where it is.
   */
  readonly notes: string;
  /** Says something of a move for the log of decisions, one line: a digest, a commit. */
  readonly tell: (line: string) => void;
}

/** Where a channel's packages are got by others: a folder of links, a repository manager, a file of pins, a hook. */
export interface Target {
  /** Name in the registry: `directory`. */
  readonly name: string;
  /** Where it is, for sentences: `/srv/www/base9`. */
  readonly title: string;
  /**
   * What of it can follow one channel only, by names that mean the same in every target of its kind. Default: nothing that
   * channels could share is known.
   */
  readonly places?: readonly string[];
  /**
   * Id of the snapshot that all of it is at. `mixed`: parts of it are elsewhere, as a crash or a hand leaves them.
   * `unknown`: it keeps nothing that could be read (a hook).
   */
  at(
    channel: string,
    context: TargetContext,
  ): Promise<{ readonly kind: 'at'; readonly id: string | undefined } | { readonly kind: 'mixed' | 'unknown' }>;
  /**
   * Moves all of it, or leaves it where it was: what it had moved when something fails is moved back before it throws.
   * Again with the same move: nothing changes. Throws `TARGET_FAILED`; `isTransient` where trying again may help.
   */
  move(move: TargetMove, context: TargetContext): Promise<void>;
  /**
   * Takes back the first move of a channel, which was nowhere before: `move.to` is what it is taken away from. Nothing
   * there: nothing changes. Default: it stays, and the log says so. Throws `TARGET_FAILED`.
   */
  remove?(move: TargetMove, context: TargetContext): Promise<void>;
}

/** Who did something and when, as the log has it. */
export interface Made {
  /** Who, as the caller knows them: `jane@ops1`. */
  readonly by: string;
  /** ISO 8601 UTC, by the clock of the machine that decides. */
  readonly at: string;
  /** One line. */
  readonly reason: string;
}

/** What a waiver is good for. */
export type WaiverScope =
  /** One content, whatever its id. */
  | { readonly kind: 'snapshot'; readonly digest: string }
  /** Whatever is judged for a channel, until the waiver expires. */
  | { readonly kind: 'channel'; readonly channel: string };

/**
 * A known failure that is let pass, for a while. A file in git beside the policy: reviewing it is reviewing a pull request.
 * It covers nothing but failures with its fingerprint.
 */
export interface Waiver {
  /** Name of its file, without ending. */
  readonly name: string;
  /** Path as the user would type it, and `sha256:…` of its bytes. */
  readonly file: string;
  readonly digest: string;
  /** Instance, or a glob of instances. */
  readonly requirement: string;
  readonly scope: WaiverScope;
  /** `sha256:…`, see `RequirementVerdict.fingerprint`. Undefined only where the policy lets kinds be waived that have none. */
  readonly failure: string | undefined;
  readonly reason: string;
  /** Where it is worked on; empty: nowhere. */
  readonly ticket: string;
  readonly author: string;
  /** Somebody else than the author where the policy asks for that; undefined: nobody yet. */
  readonly approver: string | undefined;
  /** Both ISO 8601 UTC. */
  readonly created: string;
  readonly expires: string;
}

/** A package that is to stay as it is, for a while. A file in git beside the policy; applied where a snapshot is derived. */
export interface Hold {
  readonly name: string;
  readonly file: string;
  readonly digest: string;
  /** Name, or a glob of names. */
  readonly package: string;
  /** The newest `[epoch:]version[-release]` that is let through. Undefined: none at all. */
  readonly most: string | undefined;
  /** Members that it is for. Default: all. */
  readonly members?: readonly string[];
  readonly reason: string;
  readonly author: string;
  readonly created: string;
  /** ISO 8601 UTC; mandatory, as with waivers. */
  readonly expires: string;
}

/** Somebody's yes to a snapshot in a lane that asks for it. A file in git beside the policy. */
export interface Approval {
  readonly name: string;
  readonly file: string;
  readonly digest: string;
  /** Content of the snapshot. */
  readonly snapshot: string;
  readonly channel: string;
  readonly lane: string;
  readonly approver: string;
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly created: string;
}

/** The stop button: nothing moves a frozen channel. In the snapshot root, so every machine that promotes sees it. */
export interface Freeze extends Made {
  /** Undefined: all channels. */
  readonly channel: string | undefined;
  /** ISO 8601 UTC. Default: until somebody lifts it. */
  readonly until?: string;
}

/** A content that failed after it had been promoted. In the snapshot root. */
export interface Taint extends Made {
  /** Digest of the snapshot. */
  readonly digest: string;
  /** Its id when it was found. */
  readonly snapshot: string;
  /** Channel that it had been promoted to. */
  readonly channel: string;
  /** Instances that failed. */
  readonly instances: readonly string[];
}

/** What the root knows that stops promotions. */
export interface Stops {
  readonly freezes: readonly Freeze[];
  readonly taints: readonly Taint[];
  /** What of them lies otherwise in the root than the log has it, one line each. Default: nothing. */
  readonly changed?: readonly string[];
}

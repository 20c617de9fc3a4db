/** What is done while a snapshot is taken. */
export type SnapshotStep =
  /** A member's metadata is being read. */
  | { readonly kind: 'metadata'; readonly member: string }
  /** `done` of a member's `total` files are in. */
  | { readonly kind: 'files'; readonly member: string; readonly done: number; readonly total: number }
  /** `done` of about `total` bytes of a member's files came over a network by now. */
  | { readonly kind: 'bytes'; readonly member: string; readonly done: number; readonly total: number }
  /** A file of the pool, by its sha256, does not hold its bytes any more; it was replaced for what is taken now. */
  | { readonly kind: 'rotten'; readonly sha256: string }
  /** The clock went back: the new snapshot's id follows the newest one's instead of the time. */
  | { readonly kind: 'clock'; readonly newest: string; readonly id: string; readonly now: Date }
  /** A repository moved meanwhile, so everything is taken again. */
  | { readonly kind: 'again'; readonly attempt: number; readonly attempts: number };

/** Called with each step. Must not throw. */
export type TellStep = (step: SnapshotStep) => void;

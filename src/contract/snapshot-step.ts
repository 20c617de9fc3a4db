/** What is done while a snapshot is taken. */
export type SnapshotStep =
  /** A member's metadata is being read. */
  | { readonly kind: 'metadata'; readonly member: string }
  /** `done` of a member's `total` files are in. */
  | { readonly kind: 'files'; readonly member: string; readonly done: number; readonly total: number }
  /** A repository moved meanwhile, so everything is taken again. */
  | { readonly kind: 'again'; readonly attempt: number; readonly attempts: number };

/** Called with each step. Must not throw. */
export type TellStep = (step: SnapshotStep) => void;

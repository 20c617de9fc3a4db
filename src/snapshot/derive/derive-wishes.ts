import type { HoldRule } from './hold-limit.ts';

/** What is to be changed. */
export interface DeriveWishes {
  /** The parent: id, `latest` or a channel. */
  readonly from: string;
  /** What the new id ends in. */
  readonly label: string;
  readonly rules: readonly HoldRule[];
  /** Absolute paths of RPMs, or of folders of them. */
  readonly overlay: readonly string[];
  /** Packages of other snapshots. */
  readonly picks: readonly { readonly snapshot: string; readonly pattern: string }[];
  /** See `OverlayWish`. */
  readonly member: string | undefined;
  readonly isReplacing: boolean;
  /** Go on where something cannot be installed, or nobody can say. */
  readonly allowBroken: boolean;
  /** Only look. */
  readonly isDryRun: boolean;
}

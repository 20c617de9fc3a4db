import type { AuditEntry, AuditNote } from './decision.ts';

/** What is wrong with the log of decisions at one place. */
export interface AuditTrouble {
  /** Number of the line, from 1. */
  readonly line: number;
  /** Goes on after `line 12 `: `was changed`. */
  readonly what: string;
}

/** Where the log of decisions ends. */
export interface AuditHead {
  readonly version: 1;
  /** How many lines it has. */
  readonly lines: number;
  /** How many bytes these are. */
  readonly bytes: number;
  /** `sha256:…` of the last line, which by its own names the one before, and so on; `none`: there is no line. */
  readonly digest: string;
  /** When it was written, ISO 8601 UTC. */
  readonly at: string;
  /** Ed25519, base64, over the rest as `canonicalText` has it. Default: nobody signed it. */
  readonly signature?: string;
}

/** Whether the log of decisions is what was written. */
export interface AuditState {
  /** What is wrong, one line. Default: nothing. */
  readonly trouble?: string;
  /** All that is wrong, one line each. */
  readonly troubles: readonly string[];
  /** Why its mirror could not be asked, one line: nobody knows, then, whether its end was cut off. Default: it was asked, or there is none. */
  readonly mirrorTrouble?: string;
  /** The heads that its mirror has, oldest first. Default: none. */
  readonly mirrored?: readonly AuditHead[];
  /** What a person may want to know and is no trouble: a half line that a crash left. */
  readonly remarks: readonly string[];
  /** Where it ends, as it was found. */
  readonly head: AuditHead;
}

/** A line of the log with its number, from 1. */
export type AuditLine = {
  readonly number: number;
  /** `sha256:…` of the line. */
  readonly digest: string;
} & ({ readonly kind: 'decision'; readonly entry: AuditEntry } | { readonly kind: 'note'; readonly note: AuditNote });

/** The log of decisions as far as it can be read. */
export interface AuditLog {
  /** Decisions and promotions, oldest first. */
  readonly entries: readonly AuditEntry[];
  /** What else was done, oldest first. */
  readonly notes: readonly AuditNote[];
  /** Both of these with their numbers, in the order of the log. */
  readonly lines: readonly AuditLine[];
  /** Numbers (from 1) of the lines that cannot be read. */
  readonly damagedLines: readonly number[];
}

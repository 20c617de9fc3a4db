import type { DecidingProject, DeclaredInstance } from '../contract/decision.ts';
import type { DamagedEvidence, KeptEvidence, LostEvidence } from '../contract/evidence.ts';
import type { GatePolicy } from './policy.ts';

/** All that a decision rests on; nothing else counts. */
export interface GateInput {
  readonly policy: GatePolicy;
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** Names of the snapshot's members. Default: none is looked at. */
  readonly members?: readonly string[];
  readonly project: DecidingProject;
  readonly declared: readonly DeclaredInstance[];
  /** Any results, in any order; those of other instances and snapshots do no harm. */
  readonly evidence: readonly KeptEvidence[];
  /** Results that could not be read. Default none. */
  readonly damaged?: readonly DamagedEvidence[];
  /** Results that are gone. Default none. */
  readonly lost?: readonly LostEvidence[];
  readonly now: Date;
}

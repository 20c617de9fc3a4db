import type { DeclaredInstance } from '../contract/decision.ts';
import type { DamagedEvidence, Evidence } from '../contract/evidence.ts';
import type { GatePolicy } from './policy.ts';

/** All that a decision rests on; nothing else counts. */
export interface GateInput {
  readonly policy: GatePolicy;
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly declared: readonly DeclaredInstance[];
  /** Any results, in any order; those of other instances and snapshots do no harm. */
  readonly evidence: readonly Evidence[];
  /** Results that could not be read. Default none. */
  readonly damaged?: readonly DamagedEvidence[];
  readonly now: Date;
}

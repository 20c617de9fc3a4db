import { readPublicKey } from '../../base/sign/keys.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import type { ResultFacts } from '../../gate/gate-input.ts';
import type { GatePolicy } from '../../gate/policy.ts';
import { weighSignatures, type NamedKey } from '../../signing/weigh-signatures.ts';

/**
 * Who signed each result, by the digest of its record; nothing of any where the policy names no keys. `evidence`: read with
 * its content. Pure.
 */
export function findSigners(
  { keys }: Pick<GatePolicy, 'keys'>,
  evidence: readonly KeptEvidence[],
): Readonly<Record<string, ResultFacts>> {
  return keys === undefined ? {} : weighSignatures(evidence, trustedKeys(keys));
}

/** The policy's keys, ready to verify with. */
export function trustedKeys(keys: NonNullable<GatePolicy['keys']>): readonly NamedKey[] {
  return Object.entries(keys).flatMap(([name, { pem }]) => {
    const read = readPublicKey(pem);
    return 'trouble' in read ? [] : [{ ...read, name }];
  });
}

import type { InstanceResult } from '../contract/result.ts';
import type { Store } from '../contract/store.ts';

/** `sha256:…` of the records of what instances proved, by name; those of which nothing is kept are left out. */
export async function findEvidenceDigests(
  store: Store,
  instances: readonly Pick<InstanceResult, 'evidence'>[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const { evidence } of instances) {
    if (evidence === undefined) continue;
    const digest = await store.evidence().digest(evidence.instance, evidence.runId, evidence.snapshot?.id);
    if (digest !== undefined) digests.set(evidence.instance, digest);
  }
  return digests;
}

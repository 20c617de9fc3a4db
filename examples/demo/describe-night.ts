import type { GateDecision } from '../../src/contract/decision.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import { openStore } from '../../src/store/index.ts';

/** One night of `demo.json`. */
export interface Night {
  readonly snapshot: string;
  readonly digest: string;
  readonly decision: GateDecision['decision'];
  readonly reasons: readonly { readonly instance: string; readonly reason: string }[];
  readonly instances: readonly { readonly name: string; readonly outcome: string; readonly evidence: unknown }[];
}

/** What the gate said of a night, with the evidence of every instance that it asked for. */
export async function describeNight(decision: GateDecision, reports: string): Promise<Night> {
  const { snapshot, requirements } = decision;
  await using store = await openStore('files', { folders: projectFolders(reports) });
  const { evidence } = await store.evidence().ofSnapshot(snapshot.id);
  return {
    snapshot: snapshot.id,
    digest: snapshot.digest,
    decision: decision.decision,
    reasons: requirements
      .filter(({ kind }) => kind !== 'pass')
      .map(({ instance, kind, reason }) => ({ instance, reason: `${kind}: ${reason}` })),
    instances: requirements.map(({ instance, runId, kind }) => {
      const proof = evidence.find((one) => one.instance === instance && one.runId === runId);
      return { name: instance, outcome: proof?.outcome ?? kind, evidence: proof ?? null };
    }),
  };
}

import type { DeclaredInstance } from '../../contract/decision.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { EvidenceRecords } from '../../contract/store.ts';
import { findForeignPackages, type Installed } from '../../gate/find-foreign-packages.ts';
import type { GateInput, ResultFacts } from '../../gate/gate-input.ts';

/** A policy allows at most so many attempts: what is older decides nothing. */
const MOST_RESULTS = 10;

/** Where it is read what was installed, and what might be. */
export interface PackageSources {
  readonly records: Pick<EvidenceRecords, 'base'>;
  readonly root: Pick<SnapshotRoot, 'read'>;
}

type About = Pick<GateInput, 'policy' | 'channel' | 'snapshot' | 'declared' | 'evidence'>;

/**
 * Where the installed packages of results are from, by the digests of their records: of those that may count as a pass, which
 * are few. Nothing where the channel's policy does not ask. Throws what reading the snapshot throws.
 */
export async function judgePackages(
  { policy, channel, snapshot, declared, evidence }: About,
  { records, root }: PackageSources,
): Promise<Readonly<Record<string, ResultFacts>>> {
  const rules = Object.hasOwn(policy.channels, channel) ? policy.channels[channel]?.packages : undefined;
  if (rules?.strict !== true) return {};
  const looked: (Installed & { readonly digest: string })[] = [];
  const facts: Record<string, ResultFacts> = {};
  for (const [instance, results] of groupPasses(declared, evidence, snapshot.digest)) {
    for (const { runId, digest, snapshot: on } of results) {
      const base = await records.base(instance.name, runId, on?.id);
      if (base) looked.push({ digest, beyond: base.beyond, members: instance.members });
    }
  }
  const isNeeded = looked.some(({ beyond }) => beyond.length > 0);
  const { members } = isNeeded ? await root.read(snapshot.id) : { members: [] };
  const found = findForeignPackages(members, looked, rules.allow);
  for (const [index, { digest }] of looked.entries()) facts[digest] = { foreignPackages: found[index] ?? [] };
  // What failed is wrong, wherever its packages are from.
  for (const one of evidence) if (one.outcome === 'fail') facts[one.digest] = { foreignPackages: [] };
  return facts;
}

/** Passes of what is declared now, of each instance the newest first. */
function groupPasses(
  declared: readonly DeclaredInstance[],
  evidence: readonly KeptEvidence[],
  content: string,
): readonly (readonly [DeclaredInstance, readonly KeptEvidence[]])[] {
  const byInstance = Map.groupBy(evidence, ({ instance }) => instance);
  return declared.map((instance) => {
    const { formulaDigest, suiteDigest, recipe } = instance;
    const own = (byInstance.get(instance.name) ?? []).filter(
      (one) =>
        one.outcome === 'pass' &&
        one.snapshot?.digest === content &&
        one.formulaDigest === formulaDigest &&
        one.suiteDigest === suiteDigest &&
        one.recipe === recipe,
    );
    return [instance, own.toSorted((a, b) => b.number - a.number).slice(0, MOST_RESULTS)];
  });
}

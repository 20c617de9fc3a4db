import type { ReporterContext } from '../../contract/reporter.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { isBad } from '../../contract/outcome.ts';
import { listPackageChanges, type InstalledChange } from '../../contract/list-package-changes.ts';
import type { InstanceVerdict, VerdictOrigin } from '../../contract/store.ts';

/** What differs between what an instance that did not pass has installed and what it had when it passed last. */
export interface ChangedSince {
  readonly instance: string;
  readonly passed: VerdictOrigin;
  readonly changes: readonly InstalledChange[];
}

/** Of those that passed once on this machine; without packages that changed there is nothing to tell. */
export async function listChanged(
  result: RunResult,
  { verdicts, packages }: Pick<ReporterContext, 'verdicts' | 'packages'>,
): Promise<readonly ChangedSince[]> {
  const bad = result.instances.filter((one) => isBad(one) && one.evidence !== undefined);
  if (packages === undefined || bad.length === 0) return [];
  const known = new Map((await verdicts.read()).verdicts.map((verdict) => [verdict.instance, verdict]));
  const compare = async ({ name, evidence }: InstanceResult): Promise<ChangedSince | undefined> => {
    const passed = findPass(known.get(name), result.runId);
    const before = passed && (await packages(name, passed.runId, passed.snapshot ?? undefined));
    if (passed === undefined || before === undefined || evidence === undefined) return undefined;
    const changes = listPackageChanges(before, evidence.packages);
    return changes.length === 0 ? undefined : { instance: name, passed, changes };
  };
  return (await Promise.all(bad.map(compare))).filter((one) => one !== undefined);
}

/** The last pass before this run, whether this run is remembered already or not. */
function findPass(verdict: InstanceVerdict | undefined, runId: string): VerdictOrigin | undefined {
  return verdict?.outcome === 'pass' && verdict.runId !== runId ? verdict : verdict?.lastPass;
}

import type { InstanceResult, Trouble } from '../contract/result.ts';
import type { Evidence } from '../contract/evidence.ts';
import { SalternError } from '../contract/errors.ts';
import { packageOf } from '../base/rpm/installed-builds.ts';
import { countProved } from '../contract/proved.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { compareWithBase } from './compare-with-base.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
import { digestChecks, makeDigests, type InstanceDigests } from './digest-plan.ts';
import type { Instance } from './instance/open-instance.ts';
import type { RunServices } from './instance/run-services.ts';
import { listReasons } from './list-reasons.ts';

/** An attempt at an instance: how far it came, and with what. */
export interface Attempt {
  readonly bound: BoundInstance;
  readonly services: RunServices;
  /** Undefined: what is known of it could not be read, or another saltern had it. */
  readonly instance: Instance | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What an instance proved, and what stood in the way of saying of which content. */
export interface Proof {
  readonly evidence: Evidence;
  readonly trouble: Trouble | undefined;
}

/**
 * What the attempt proved, however it went. Its digests are of what was sent into the instance and of what was asserted;
 * where it did not come to that, of what would have been. Where these cannot be found out it is evidence of trouble, bound
 * to no content: it replaces no verdict, and is shown beside the one there is. A formula that is no longer what was sent
 * is trouble too. Throws nothing.
 */
export async function proveInstance(attempt: Attempt, result: InstanceResult): Promise<Proof> {
  const { bound, services, instance, startedAt } = attempt;
  const { name, formula, suite, platform, snapshot } = bound.plan;
  const found = await digestAttempt(attempt).catch((error: unknown) => toTrouble(error));
  const trouble = 'code' in found ? found : await findChange(attempt);
  const prepared = instance?.prepared ?? instance?.record.state?.prepared ?? undefined;
  const base = prepared && (await compareWithBase(instance?.builds, prepared));
  const evidence: Evidence = {
    version: 1,
    runId: services.runId,
    instance: name,
    formula,
    suite,
    platform,
    outcome: trouble && result.outcome === 'pass' ? 'error' : result.outcome,
    reasons: [...listReasons(result), ...(trouble ? [trouble.message] : [])],
    proved: countProved(result.steps),
    snapshot: snapshot ? { id: snapshot.id, digest: snapshot.digest } : undefined,
    ...('code' in found ? UNKNOWN : found),
    image: prepared?.image,
    saltVersion: result.steps.find(({ pass }) => pass)?.pass?.saltVersion ?? '',
    packages: (instance?.builds ?? []).map(packageOf),
    ...(base === undefined ? {} : { base }),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(services.now()).toISOString(),
  };
  return { evidence, trouble };
}

/** Digests that no content has. */
export const UNKNOWN: InstanceDigests = { formulaDigest: 'unknown', suiteDigest: 'unknown', recipe: 'unknown' };

async function digestAttempt({ bound, services, instance }: Attempt): Promise<InstanceDigests> {
  const [content, verify] = await Promise.all([
    instance?.way.digests ?? services.provisioner.digests(bound.plan),
    instance?.asserted ?? digestChecks(bound),
  ]);
  return makeDigests(bound.plan, { ...content, verify }, services.project.directory);
}

/** Whether formula, dependencies and pillar still are what was sent. */
async function findChange({ bound, services, instance }: Attempt): Promise<Trouble | undefined> {
  const sent = instance?.way.digests;
  if (sent === undefined) return undefined;
  try {
    const { formula, suite } = await services.provisioner.digests(bound.plan);
    if (formula === sent.formula && suite === sent.suite) return undefined;
    const { name } = bound.plan;
    return toTrouble(contentChanged(name, formula === sent.formula ? 'suite' : 'formula'));
  } catch (error) {
    return toTrouble(error);
  }
}

/** `CONTENT_CHANGED`: what was tested is not what is there now. */
export function contentChanged(instance: string, what: 'formula' | 'suite'): SalternError {
  return new SalternError('CONTENT_CHANGED', `The ${what} of '${instance}' changed while it was tested`, {
    hint: 'Run it again: what was tested is no longer what lies there.',
  });
}

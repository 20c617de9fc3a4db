import { hash } from 'node:crypto';
import type { InstancePlan } from '../contract/plan.ts';
import type { InstanceResult, Trouble } from '../contract/result.ts';
import type { Evidence } from '../contract/evidence.ts';
import type { Provisioner } from '../contract/provisioner.ts';
import type { Verifier } from '../contract/verifier.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
import type { Instance } from './instance/open-instance.ts';
import { listReasons } from './list-reasons.ts';
import { recipeOf } from './recipe.ts';
import { toTrouble } from '../contract/to-trouble.ts';

/** Digests that evidence is bound to, and that a gate compares with what the project declares. */
export interface InstanceDigests {
  readonly formulaDigest: string;
  readonly suiteDigest: string;
  readonly recipe: string;
}

/** Those whose digests count, and the project's folder. */
interface Digesting {
  readonly provisioner: Pick<Provisioner, 'digests'>;
  verifier(name: string): Promise<Pick<Verifier, 'digest'>>;
  /** The project's. */
  readonly directory: string;
}

/** The digests that results of this plan must have now. Reads formulas, pillar and files of checks from disk. */
export async function digestPlan(plan: InstancePlan, { provisioner, verifier, directory }: Digesting) {
  const [content, verify] = await Promise.all([
    provisioner.digests(plan),
    Promise.all(plan.verify.map(async (one) => await (await verifier(one.verifier)).digest(one.config))),
  ]);
  return makeDigests(plan, { ...content, verify }, directory);
}

/** What an instance proved, and what stood in the way of saying of which content. */
export interface Proof {
  readonly evidence: Evidence;
  readonly trouble: Trouble | undefined;
}

/**
 * What the instance proved. Its digests are of what was sent into it and of what was asserted; where it did not come to
 * that, of what would have been. Where these cannot be found out it is evidence of trouble, bound to no content: it must
 * be there, so that an older pass is not the newest. Undefined without an image. Throws nothing.
 */
export async function proveInstance(
  instance: Instance,
  result: InstanceResult,
  startedAt: number,
): Promise<Proof | undefined> {
  const { bound, services, prepared, record, packages } = instance;
  const image = prepared?.image ?? record.state?.prepared?.image;
  if (!image) return undefined;
  const { name, formula, suite, platform, snapshot } = bound.plan;
  const found = await digestInstance(instance).catch((error: unknown) => toTrouble(error));
  const trouble = 'code' in found ? found : undefined;
  const evidence: Evidence = {
    version: 1,
    runId: services.runId,
    instance: name,
    formula,
    suite,
    platform,
    outcome: trouble && result.outcome === 'pass' ? 'error' : result.outcome,
    reasons: [...listReasons(result), ...(trouble ? [trouble.message] : [])],
    snapshot: snapshot ? { id: snapshot.id, digest: snapshot.digest } : undefined,
    ...('code' in found ? UNKNOWN : found),
    image,
    saltVersion: result.steps.find(({ pass }) => pass)?.pass?.saltVersion ?? '',
    packages,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(services.now()).toISOString(),
  };
  return { evidence, trouble };
}

/** Digests that no content has. */
export const UNKNOWN: InstanceDigests = { formulaDigest: 'unknown', suiteDigest: 'unknown', recipe: 'unknown' };

async function digestInstance({ bound, services, way, asserted }: Instance): Promise<InstanceDigests> {
  const [content, verify] = await Promise.all([
    way.digests ?? services.provisioner.digests(bound.plan),
    asserted ?? digestChecks(bound),
  ]);
  return makeDigests(bound.plan, { ...content, verify }, services.project.directory);
}

/** Of what is asserted now, one for each verifier of the plan. */
export function digestChecks({ checks }: BoundInstance): Promise<readonly string[]> {
  return Promise.all(checks.map(({ verifier, config }) => verifier.digest(config)));
}

/** The suite's digest covers what Salt is told, the checks, the order of steps, and what may change again. */
function makeDigests(
  plan: InstancePlan,
  content: { readonly formula: string; readonly suite: string; readonly verify: readonly string[] },
  directory: string,
): InstanceDigests {
  const suite = {
    salt: content.suite,
    verify: plan.verify.map(({ verifier }, index) => [verifier, content.verify[index] ?? '']),
    steps: plan.steps.map((step) => step.do),
    again: { check: plan.again.check, except: Object.keys(plan.again.except).toSorted() },
  };
  return {
    formulaDigest: content.formula,
    suiteDigest: `sha256:${hash('sha256', JSON.stringify(suite))}`,
    recipe: recipeOf(plan, directory),
  };
}

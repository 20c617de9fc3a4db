import { hash } from 'node:crypto';
import type { InstancePlan } from '../contract/plan.ts';
import type { InstanceResult } from '../contract/result.ts';
import type { Evidence } from '../contract/evidence.ts';
import type { Provisioner } from '../contract/provisioner.ts';
import type { Verifier } from '../contract/verifier.ts';
import type { Instance } from './instance/open-instance.ts';
import { listReasons } from './list-reasons.ts';
import { recipeOf } from './recipe.ts';

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

/**
 * What the instance proved. Its digests are those of what was sent into it. If nothing was sent, they are of what would
 * have been sent: then the evidence is of trouble, or of the checks alone. Undefined without an image.
 */
export async function proveInstance(
  instance: Instance,
  result: InstanceResult,
  startedAt: number,
): Promise<Evidence | undefined> {
  const { bound, services, way, prepared, record, packages } = instance;
  const image = prepared?.image ?? record.state?.prepared?.image;
  if (!image) return undefined;
  const { plan } = bound;
  const { snapshot } = plan;
  const [content, verify] = await Promise.all([
    way.digests ?? services.provisioner.digests(plan),
    Promise.all(bound.checks.map(({ verifier, config }) => verifier.digest(config))),
  ]);
  return {
    version: 1,
    runId: services.runId,
    instance: plan.name,
    formula: plan.formula,
    suite: plan.suite,
    platform: plan.platform,
    outcome: result.outcome,
    reasons: listReasons(result),
    snapshot: snapshot ? { id: snapshot.id, digest: snapshot.digest } : undefined,
    ...makeDigests(plan, { ...content, verify }, services.project.directory),
    image,
    saltVersion: result.steps.find(({ pass }) => pass)?.pass?.saltVersion ?? '',
    packages,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(services.now()).toISOString(),
  };
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

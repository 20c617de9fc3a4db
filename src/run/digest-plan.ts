import { hash } from 'node:crypto';
import { slowDigest } from '../base/secret/slow-digest.ts';
import type { InstancePlan } from '../contract/plan.ts';
import type { Provisioner } from '../contract/provisioner.ts';
import type { Verifier } from '../contract/verifier.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
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

/** Of what is asserted now, one for each verifier of the plan. */
export function digestChecks({ checks }: BoundInstance): Promise<readonly string[]> {
  return Promise.all(checks.map(({ verifier, config }) => verifier.digest(config)));
}

/** The suite's digest covers what Salt is told, the checks, the order of steps, and what may change again. */
export function makeDigests(
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
  const text = JSON.stringify(suite);
  return {
    formulaDigest: content.formula,
    suiteDigest: isSecretive(plan) ? slowDigest(text) : `sha256:${hash('sha256', text)}`,
    recipe: recipeOf(plan, directory),
  };
}

/** Whether what is digested may hold a secret. */
function isSecretive({ secrets }: InstancePlan): boolean {
  return secrets !== undefined && Object.values(secrets).flat().length > 0;
}

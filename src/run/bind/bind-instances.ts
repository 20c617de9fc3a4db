import type { Json } from '../../base/json/json.ts';
import type { Driver, Pace, Resources } from '../../contract/driver.ts';
import type { PrepareStep } from '../../contract/prepare.ts';
import type { HostContext } from '../../contract/context.ts';
import { SalternError } from '../../contract/errors.ts';
import type { InstancePlan, VerifyPlan } from '../../contract/plan.ts';
import type { Verifier } from '../../contract/verifier.ts';
import type { Goal } from '../../contract/phases.ts';
import { rememberPaces, type findPace } from './find-pace.ts';
import { requireReboot } from './require-reboot.ts';
import { stretchLimits } from './stretch-limits.ts';

/** A verifier with what it is to look at. */
export interface BoundChecks {
  readonly verifier: Verifier;
  readonly config: Json;
  /** Prepare steps for what the verifier needs in the guest. */
  readonly steps: readonly PrepareStep[];
}

/** A plan with all that will run it: configuration parsed, limits stretched, needs known. This is what is run. */
export interface BoundInstance {
  readonly plan: InstancePlan;
  readonly driver: Driver;
  /** As the driver's `configSchema` gives it. */
  readonly config: unknown;
  /** In the order of the plan. */
  readonly checks: readonly BoundChecks[];
  readonly needs: Resources;
  readonly pace: Pace;
}

/** Where drivers and verifiers come from. */
export interface Binding {
  driver(name: string): Promise<Driver>;
  verifier(name: string): Promise<Verifier>;
  readonly goal: Goal;
  readonly context: HostContext;
}

/**
 * Brings plans and drivers together before anything is started; nowhere else do they meet. Throws `USAGE` where a
 * driver cannot do what a suite asks for, `DRIVER_UNKNOWN`, `CONFIG_INVALID`, and what a driver's `pace` or a
 * verifier's `steps` throws.
 */
export async function bindInstances(
  plans: readonly InstancePlan[],
  binding: Binding,
): Promise<readonly BoundInstance[]> {
  const paceOf = rememberPaces();
  return await Promise.all(plans.map((plan) => bindInstance(plan, binding, paceOf)));
}

async function bindInstance(plan: InstancePlan, binding: Binding, paceOf: typeof findPace): Promise<BoundInstance> {
  const driver = await binding.driver(plan.driver.name);
  if (binding.goal === 'test' && plan.steps.some((step) => step.do === 'reboot')) requireReboot(driver, plan.name);
  const config = parseConfig(driver, plan);
  const [pace, checks] = await Promise.all([
    paceOf(driver, plan.driver.config, binding.context),
    Promise.all(plan.verify.map((one) => bindChecks(one, plan, binding))),
  ]);
  return {
    plan: stretchLimits(plan, pace.factor),
    driver,
    config,
    checks,
    needs: driver.resources(config),
    pace,
  };
}

async function bindChecks(
  { verifier: name, config }: VerifyPlan,
  plan: InstancePlan,
  binding: Binding,
): Promise<BoundChecks> {
  const verifier = await binding.verifier(name);
  return { verifier, config, steps: (await verifier.steps?.(config, plan)) ?? [] };
}

/** Fails only for a plan that was not made from checked files: loading has reported everything else at its place. */
function parseConfig(driver: Driver, plan: InstancePlan): unknown {
  const parsed = driver.configSchema.safeParse(plan.driver.config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SalternError(
    'CONFIG_INVALID',
    `'${plan.name}': the driver '${driver.name}' cannot use its configuration: ${issue?.message ?? 'not understood'}`,
    { hint: `See \`saltern config show ${plan.name}\`.`, cause: parsed.error },
  );
}

import type { CheckResult } from '../../contract/result.ts';
import { worstOutcome } from '../../contract/outcome.ts';
import {
  driverContext,
  handleOf,
  stepsBefore,
  type Instance,
  type PhaseCall,
  type PhaseEnd,
} from '../instance/open-instance.ts';
import { readPackages } from './read-packages.ts';

/** Checks whether what should be true is true, and reads what is installed at that time. */
export async function verify(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, services, record } = instance;
  const { name } = bound.plan;
  const context = driverContext(instance, 'verify', call);
  const connection = await instance.way.connect(handleOf(instance), context);
  const [results, packages] = await Promise.all([
    Promise.all(
      bound.checks.map(({ verifier, config }) =>
        verifier.verify(config, { plan: bound.plan, connection }, { signal: call.signal, output: context.output }),
      ),
    ),
    readPackages(connection, call.signal),
  ]);
  instance.packages = packages;
  if (bound.checks.length === 0) return { outcome: 'skip' };
  const checks: readonly CheckResult[] = results.flat();
  const after = stepsBefore(instance);
  for (const check of checks) services.emit({ type: 'check-finished', instance: name, after, check });
  const outcome = worstOutcome(checks.map((check) => check.outcome));
  const before = instance.steps.filter(({ step }) => step.do === 'verify').map((step) => step.outcome);
  await record.mark('verify', worstOutcome([...before, outcome]));
  return { outcome, checks };
}

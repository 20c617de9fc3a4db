import { isDeepStrictEqual } from 'node:util';
import { SalternError } from '../../contract/errors.ts';
import { worstOutcome } from '../../contract/outcome.ts';
import {
  driverContext,
  handleOf,
  stepsBefore,
  type Instance,
  type PhaseCall,
  type PhaseEnd,
} from '../instance/open-instance.ts';
import { digestChecks } from '../digest-plan.ts';
import { readBuilds } from './read-builds.ts';
import { shareTime } from './share-time.ts';

/**
 * Looks whether what should be true is true, and reads what is installed: what the checks saw is what is installed now.
 * Throws `CONTENT_CHANGED` when what is asserted changed since it was first looked at, and what verifiers throw; a check
 * that failed is kept beside that.
 */
export async function verify(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, services, record } = instance;
  const context = driverContext(instance, 'verify', call);
  const connection = await instance.way.connect(handleOf(instance), context);
  instance.asserted ??= await digestChecks(bound);
  const startedAt = services.now();
  const [builds, ...answers] = await Promise.allSettled([
    readBuilds(connection, call.signal),
    ...bound.checks.map(async ({ verifier, config }) => {
      const target = { plan: bound.plan, connection };
      const found = await verifier.verify(config, target, { signal: call.signal, output: context.output });
      return shareTime(found, services.now() - startedAt);
    }),
  ]);
  if (!isDeepStrictEqual(await digestChecks(bound), instance.asserted)) throw checksChanged(bound.plan.name);
  if (builds.status === 'fulfilled') instance.builds = builds.value;
  const refused = [builds, ...answers].find((one) => one.status === 'rejected');
  const checks = answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const outcome = worstOutcome(checks.map((check) => check.outcome));
  const trouble = refused && { error: call.signal.aborted ? call.signal.reason : refused.reason };
  if (trouble !== undefined && outcome !== 'fail') throw trouble.error;
  if (bound.checks.length === 0) return { outcome: 'skip' };
  const after = stepsBefore(instance);
  for (const check of checks) services.emit({ type: 'check-finished', instance: bound.plan.name, after, check });
  const before = instance.steps.filter(({ step }) => step.do === 'verify').map((step) => step.outcome);
  await record.mark('verify', worstOutcome([...before, outcome]));
  return { outcome, checks, ...(trouble === undefined ? {} : { trouble }) };
}

function checksChanged(instance: string): SalternError {
  return new SalternError('CONTENT_CHANGED', `The checks of '${instance}' changed while it was tested`, {
    hint: 'Nothing is known of the new ones; run it again.',
  });
}

import { driverContext, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';
import { stageVerifiers } from './stage-verifiers.ts';

/** Has the driver make the image with all its stages: Salt, repositories, and what verifiers need. */
export async function prepare(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, services } = instance;
  const { driver, plan, config, checks } = bound;
  const context = driverContext(instance, 'prepare', call);
  const stages = await services.provisioner.stages(plan, { ...context, snapshotUrl: driver.snapshotUrl });
  const verify = await stageVerifiers(checks, stages, call.signal);
  instance.prepared = await driver.prepare(plan, config, verify ? [...stages, verify] : stages, context);
  return { outcome: 'pass' };
}

import { requireReboot } from '../bind/require-reboot.ts';
import { driverContext, handleOf, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';

/** Restarts the instance. The connection is opened anew at once, Salt only when a pass needs it. */
export async function reboot(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, record, way } = instance;
  requireReboot(bound.driver, bound.plan.name);
  const context = driverContext(instance, 'reboot', call);
  await way.close();
  const handle = await bound.driver.reboot(handleOf(instance), context);
  await record.arrive('reboot', handle);
  await way.connect(handle, context);
  return { outcome: 'pass' };
}

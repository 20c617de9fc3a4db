import { driverContext, findHandle, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';

/**
 * Removes the instance, and whatever else carries its label: a create that was cut short left no handle. The ways into it
 * close meanwhile: what runs in it ends with it at the latest, so nobody waits for that.
 */
export async function destroy(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, record, way } = instance;
  const context = driverContext(instance, 'destroy', call);
  const handle = findHandle(instance);
  const closing = way.close();
  try {
    if (handle !== undefined) await bound.driver.destroy(handle, context);
    else await bound.driver.sweep({ keep: [], instance: bound.plan.name }, context);
  } finally {
    await closing;
  }
  await record.remove();
  return { outcome: 'pass' };
}

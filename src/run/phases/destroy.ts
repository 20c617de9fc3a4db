import { driverContext, findHandle, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';

/** Removes the instance, and whatever else carries its label: a create that was cut short left no handle. */
export async function destroy(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, record, way } = instance;
  await way.close();
  const context = driverContext(instance, 'destroy', call);
  const handle = findHandle(instance);
  if (handle !== undefined) await bound.driver.destroy(handle, context);
  else await bound.driver.sweep({ keep: [], instance: bound.plan.name }, context);
  await record.remove();
  return { outcome: 'pass' };
}

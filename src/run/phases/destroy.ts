import { driverContext, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';

/**
 * Removes the instance, and whatever else carries its label: a create that was cut short left no handle. The ways into it
 * close meanwhile: what runs in it ends with it at the latest, so nobody waits for that.
 */
export async function destroy(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { bound, record, way, services } = instance;
  const context = driverContext(instance, 'destroy', call);
  // Whatever the files say by now: only the driver that made it can remove it.
  const maker = record.state?.driver ?? bound.driver.name;
  const driver = maker === bound.driver.name ? bound.driver : await services.driver(maker);
  const handle = driver.handleSchema.safeParse(record.state?.handle);
  const closing = way.close();
  try {
    if (handle.success) await driver.destroy(handle.data, context);
    else await driver.sweep({ keep: [], instance: bound.plan.name }, context);
  } finally {
    await closing;
  }
  await record.remove();
  return { outcome: 'pass' };
}

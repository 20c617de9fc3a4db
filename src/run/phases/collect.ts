import { driverContext, findHandle, type Instance } from '../instance/open-instance.ts';

/** Keeps what an instance that did not pass has to show; gives the paths. What cannot be read is left out. */
export async function collect(instance: Instance): Promise<readonly string[]> {
  const { driver, plan } = instance.bound;
  const handle = findHandle(instance);
  if (handle === undefined || !driver.collect) return [];
  // The run's signal may have been aborted, and the failure is to be understood nevertheless.
  const call = { signal: new AbortController().signal, timeoutMs: plan.timeoutsMs.verify };
  return await driver.collect(handle, driverContext(instance, 'verify', call));
}

import { driverContext, findHandle, type Instance } from '../instance/open-instance.ts';

/** Keeps what an instance that did not pass has to show; gives the paths. What cannot be had is left out. */
export async function collect(instance: Instance): Promise<readonly string[]> {
  const { driver, plan } = instance.bound;
  const handle = findHandle(instance);
  if (handle === undefined || !driver.collect) return [];
  // The run's signal may have been aborted: what is to be understood must still be looked at.
  const call = { signal: new AbortController().signal, timeoutMs: plan.timeoutsMs.verify };
  return await driver.collect(handle, driverContext(instance, 'verify', call));
}

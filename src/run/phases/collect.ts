import { driverContext, findHandle, type Instance } from '../instance/open-instance.ts';
import { hideInFiles } from './hide-in-files.ts';

/** Keeps what an instance that did not pass has to show; gives the paths. What cannot be read is left out. */
export async function collect(instance: Instance): Promise<readonly string[]> {
  const { bound, services } = instance;
  const { driver, plan } = bound;
  const handle = findHandle(instance);
  if (handle === undefined || !driver.collect) return [];
  // The run's signal may have been aborted, and the failure is to be understood nevertheless.
  const call = { signal: new AbortController().signal, timeoutMs: plan.timeoutsMs.verify };
  const kept = await driver.collect(handle, driverContext(instance, 'verify', call));
  return await hideInFiles(kept, services.secrets);
}

import type { DriverContext } from '../contract/driver.ts';
import type { RunParts } from './run-options.ts';

/**
 * Removes instances by name, whatever their plan says now: the state file names the driver, and labels find what has no
 * usable state. Gives whether there was anything.
 */
export async function destroyInstance(
  name: string,
  parts: Pick<RunParts, 'states' | 'driver'>,
  context: DriverContext,
  defaultDriver: string,
): Promise<boolean> {
  const state = await parts.states.read(name).catch(() => undefined);
  const driver = await parts.driver(state?.driver ?? defaultDriver);
  const handle = driver.handleSchema.safeParse(state?.handle);
  if (handle.success) await driver.destroy(handle.data, context);
  const swept = await driver.sweep({ keep: [], instance: name }, context);
  await parts.states.remove(name);
  return handle.success || swept.length > 0 || state !== undefined;
}

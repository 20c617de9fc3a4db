import type { Driver } from '../contract/driver.ts';
import type { DriverContext } from '../contract/context.ts';
import type { InstanceStates } from './instance/instance-state.ts';

/** An instance to be removed, whatever its plan says by now. */
export interface Doomed {
  readonly name: string;
  /** Drivers to ask when its state file is gone or cannot be understood: that of its plan, else all of the project. */
  readonly drivers: readonly string[];
}

/**
 * Removes an instance: the state file names the driver, and labels find what has no usable state. Gives whether there
 * was anything to remove. Throws what a driver throws.
 */
export async function destroyInstance(
  { name, drivers }: Doomed,
  from: { readonly states: InstanceStates; driver(name: string): Promise<Driver> },
  context: DriverContext,
): Promise<boolean> {
  const state = await from.states.read(name).catch(() => undefined);
  let found = state !== undefined;
  for (const driverName of state ? [state.driver] : drivers) {
    const driver = await from.driver(driverName);
    const handle = driver.handleSchema.safeParse(state?.handle);
    if (handle.success) await driver.destroy(handle.data, context);
    const swept = await driver.sweep({ keep: [], instance: name }, context);
    found ||= handle.success || swept.length > 0;
  }
  await from.states.remove(name);
  return found;
}

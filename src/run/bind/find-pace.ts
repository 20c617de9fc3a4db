import type { Driver, Pace } from '../../contract/driver.ts';
import type { HostContext } from '../../contract/context.ts';

const UNHURRIED: Pace = { factor: 1, reason: '' };

/**
 * How slow instances of this driver and configuration are on this machine. `config`: as the files give it, or parsed.
 */
export async function findPace(driver: Driver, config: unknown, context: HostContext): Promise<Pace> {
  return (await driver.pace?.(driver.configSchema.parse(config), context)) ?? UNHURRIED;
}

/** A `findPace` that asks each driver once for each configuration: finding out may start something. */
export function rememberPaces(): typeof findPace {
  const asked = new Map<string, Promise<Pace>>();
  return (driver, config, context) => {
    const key = JSON.stringify([driver.name, config]);
    const pace = asked.get(key) ?? findPace(driver, config, context);
    asked.set(key, pace);
    return pace;
  };
}

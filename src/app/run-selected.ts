import type { ProjectInstance } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import { hostContext } from './host-context.ts';
import { runFleet, type FleetRun, type RunFleetOptions } from './run-fleet.ts';
import { planFleet, selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/**
 * Selects, fetches, plans, binds and runs. Throws `USAGE` when `verify` has no checks to run, and what each step
 * throws.
 */
export async function runSelected(
  services: Services,
  instances: readonly string[],
  options: SelectOptions & RunFleetOptions,
): Promise<FleetRun> {
  const selection = await selectFleet(services, instances, options);
  if (options.goal === 'verify') refuseNoChecks(selection.selected);
  wakeDrivers(services, selection.selected);
  return await runFleet(services, await planFleet(services, selection), options);
}

/** What they load and ask takes a while, in which snapshot, formulas and checks are read. */
function wakeDrivers(services: Services, selected: readonly ProjectInstance[]): void {
  for (const name of new Set(selected.map(({ driver }) => driver.name))) {
    services.driver(name).then(
      (driver) => driver.wake?.(hostContext(services)),
      () => undefined,
    );
  }
}

/** Without checks there is nothing to pass: the run would be green whatever the instances are like. */
function refuseNoChecks(selected: readonly ProjectInstance[]): void {
  if (selected.some(({ verify }) => verify.length > 0)) return;
  const names = selected.map(({ name }) => name);
  throw new SalternError(
    'USAGE',
    `There are no checks to run: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} none`,
    {
      hint: "Add 'checks:' to the suite, or use `saltern test` if it is enough that the states apply twice.",
    },
  );
}

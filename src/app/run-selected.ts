import type { ProjectInstance } from '../config/project.ts';
import type { ChangedFleet } from '../contract/changed.ts';
import { SalternError } from '../contract/errors.ts';
import { hostContext } from './host-context.ts';
import { runFleet, type FleetRun, type RunFleetOptions } from './run-fleet.ts';
import { planFleet, selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** Of the instances that were asked for, none is known to have failed: how many nobody ever tested, and how many there are. */
export interface NothingFailed {
  readonly untried: number;
  readonly of: number;
}

/** Of the instances that were asked for, what changed can affect none. */
export interface NothingChanged {
  readonly changes: ChangedFleet;
}

/**
 * Selects, fetches, plans, binds and runs; only what is known where what failed or changed was asked for, and nothing did.
 * Throws `USAGE` when `verify` has no checks to run, or what failed was asked for and nobody tested any of it, and what each step throws.
 */
export async function runSelected(
  services: Services,
  instances: readonly string[],
  options: SelectOptions & RunFleetOptions & { readonly workers?: boolean },
): Promise<FleetRun | NothingFailed | NothingChanged> {
  const selection = await selectFleet(services, instances, options);
  const { selected, sifted, changes, cut } = selection;
  if (sifted !== undefined && sifted.failed === 0) return refuseUntried(sifted);
  // To a shard nothing may fall where there is something: it runs that, for its record is part of the whole.
  if (changes !== undefined && (cut?.whole ?? selected).length === 0) return { changes };
  if (options.goal === 'verify') refuseNoChecks(selected);
  if (options.workers !== true) wakeDrivers(services, selected);
  // A test makes all anew. Otherwise only the flag moves what is there: the environment says what new ones get.
  const isKeeping = options.goal !== 'test' && options.snapshot === undefined;
  const fleet = await planFleet(services, selection, { isKeeping });
  if (options.workers !== true) return await runFleet(services, fleet, options);
  const { openFarm } = await import('./farm/open-farm.ts');
  await using farm = await openFarm(services, selection.project);
  return await runFleet(services, fleet, { ...options, runner: farm.runner });
}

/** That nothing is known to have failed says nothing where nothing is known. */
function refuseUntried({ untried, of }: NothingFailed): NothingFailed {
  if (untried < of) return { untried, of };
  const which = of === 1 ? 'this instance' : `these ${of} instances`;
  throw new SalternError('USAGE', `Nobody has tested ${which} yet, so none is known to have failed`, {
    hint: 'Run `saltern test` without `--failed` first.',
  });
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

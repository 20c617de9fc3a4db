import { SalternError } from '../contract/errors.ts';
import type { CacheEntry, Driver } from '../contract/driver.ts';
import { hostContext } from './host-context.ts';
import type { Services } from './services.ts';

/** A driver that answered, with what it keeps. */
export interface KeptByDriver {
  readonly driver: Driver;
  readonly entries: readonly CacheEntry[];
}

export type OwnedEntry = CacheEntry & { readonly driver: string };

/** What the named driver, or every driver that can answer, keeps on this machine to save time, for all projects. */
export async function listCache(services: Services, driver: string | undefined): Promise<readonly OwnedEntry[]> {
  return listEntries(await askDrivers(services, driver));
}

/** The same by driver. A driver that cannot answer is reported and left out; one that was named throws. */
export async function askDrivers(services: Services, name: string | undefined): Promise<readonly KeptByDriver[]> {
  if (name !== undefined) return [await askDriver(services, await services.driver(name))];
  const all = await Promise.all(
    services.driverNames.map(async (each) => {
      try {
        return await askDriver(services, await services.driver(each));
      } catch (error) {
        if (services.signal.aborted || !(error instanceof SalternError)) throw error;
        services.tell(`left out '${each}': ${error.message}`);
        return undefined;
      }
    }),
  );
  return all.filter((kept) => kept !== undefined);
}

export async function askDriver(services: Services, driver: Driver): Promise<KeptByDriver> {
  return { driver, entries: await driver.cache.list(hostContext(services)) };
}

export function listEntries(kept: readonly KeptByDriver[]): readonly OwnedEntry[] {
  return kept.flatMap(({ driver, entries }) => entries.map((entry) => ({ driver: driver.name, ...entry })));
}

import { choosePruned, type PruneWishes } from './choose-pruned.ts';
import { hostContext } from './host-context.ts';
import { askDriver, askDrivers, listEntries, type KeptByDriver, type OwnedEntry } from './list-cache.ts';
import type { Services } from './services.ts';

export interface PruneOptions extends PruneWishes {
  /** Only what this driver keeps. Default: of every driver that can answer. */
  readonly driver: string | undefined;
  /** Only say what would be removed first. */
  readonly isDryRun: boolean;
}

/** Removes what has not been used for long, or what is too much; never what is in use. Gives what went. */
export async function pruneCache(services: Services, options: PruneOptions): Promise<readonly OwnedEntry[]> {
  let kept = await askDrivers(services, options.driver);
  if (options.isDryRun) return choosePruned(listEntries(kept), options);
  const removed: OwnedEntry[] = [];
  // An image is free only when those that were built on it are gone: look again until nothing more can go.
  for (;;) {
    const gone = await removeChosen(services, kept, options);
    if (gone.length === 0) return removed;
    removed.push(...gone);
    kept = await Promise.all(kept.map(({ driver }) => askDriver(services, driver)));
  }
}

async function removeChosen(
  services: Services,
  kept: readonly KeptByDriver[],
  wishes: PruneWishes,
): Promise<readonly OwnedEntry[]> {
  const chosen = choosePruned(listEntries(kept), wishes);
  const gone: OwnedEntry[] = [];
  for (const { driver } of kept) {
    const own = chosen.filter((entry) => entry.driver === driver.name);
    const wanted = own.map(({ id }) => id);
    const ids = wanted.length === 0 ? [] : await driver.cache.forget(wanted, hostContext(services));
    gone.push(...own.filter(({ id }) => ids.includes(id)));
  }
  return gone;
}

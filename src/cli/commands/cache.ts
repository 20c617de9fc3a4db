import type { CacheEntry } from '../../contract/driver.ts';
import { SalternError } from '../../contract/errors.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { readAge, readBytes } from '../read-amounts.ts';
import type { App, ExitCode } from '../app.ts';
import { choosePruned, type PruneWishes } from '../choose-pruned.ts';
import { cacheContext, openCaches, readCache, type DriverCache } from '../open-caches.ts';
import { renderTable } from '../render-table.ts';

export interface CacheOptions {
  readonly driver?: string;
  readonly json?: boolean;
}

export interface PruneOptions extends CacheOptions {
  readonly olderThan?: string;
  readonly toSize?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

type OwnedEntry = CacheEntry & { readonly driver: string };

const DEFAULT_AGE = '10d';

/** What drivers keep on this machine to save time, of every project. */
export async function listCache(app: App, options: CacheOptions): Promise<ExitCode> {
  const entries = listEntries(await openCaches(app, options.driver));
  const bytes = sumBytes(entries);
  if (options.json) {
    app.write(`${JSON.stringify({ entries, bytes }, null, 2)}\n`);
    return 0;
  }
  const cells = entries.map((entry) => [...describe(entry), formatTime(entry.usedAt), entry.isInUse ? 'yes' : '']);
  const head = ['DRIVER', 'KIND', 'WHAT', 'SIZE', 'LAST USED (UTC)', 'IN USE'];
  app.write(entries.length === 0 ? 'nothing is kept\n' : `${renderTable(head, cells)}${formatBytes(bytes)} in all\n`);
  return 0;
}

/** Removes what has not been used for long, or what is too much; never what is in use. */
export async function pruneCache(app: App, options: PruneOptions): Promise<ExitCode> {
  const wishes = readWishes(app, options);
  const caches = await openCaches(app, options.driver);
  const removed = options.dryRun ? choosePruned(listEntries(caches), wishes) : await removeChosen(app, caches, wishes);
  const bytes = sumBytes(removed);
  if (options.json) {
    app.write(`${JSON.stringify({ removed, bytes, dryRun: options.dryRun ?? false }, null, 2)}\n`);
    return 0;
  }
  const [word, total] = options.dryRun ? ['would remove', 'would free'] : ['removed', 'freed'];
  for (const entry of removed) app.write(`${word} ${describe(entry).join('  ')}\n`);
  app.write(removed.length === 0 ? 'nothing to remove\n' : `${total} ${formatBytes(bytes)}\n`);
  return 0;
}

/** What others were built on is free only when those are gone: looks again until nothing more goes. */
async function removeChosen(
  app: App,
  opened: readonly DriverCache[],
  wishes: PruneWishes,
): Promise<readonly OwnedEntry[]> {
  const removed: OwnedEntry[] = [];
  let caches = opened;
  for (;;) {
    const chosen = choosePruned(listEntries(caches), wishes);
    const gone: OwnedEntry[] = [];
    for (const { driver } of caches) {
      const own = chosen.filter((entry) => entry.driver === driver.name);
      const wanted = own.map(({ id }) => id);
      const ids = wanted.length === 0 ? [] : await driver.forget(wanted, cacheContext(app));
      gone.push(...own.filter(({ id }) => ids.includes(id)));
    }
    if (gone.length === 0) return removed;
    removed.push(...gone);
    caches = await Promise.all(caches.map(({ driver }) => readCache(app, driver)));
  }
}

function readWishes(app: App, { olderThan, toSize, all = false }: PruneOptions): PruneWishes {
  if (all && (olderThan !== undefined || toSize !== undefined)) {
    throw new SalternError('USAGE', "'--all' leaves nothing for '--older-than' and '--to-size' to say", {
      hint: 'Leave one of them out.',
    });
  }
  if (all) return { before: Number.POSITIVE_INFINITY, mostBytes: undefined };
  const age = olderThan ?? (toSize === undefined ? DEFAULT_AGE : undefined);
  return {
    before: age === undefined ? undefined : app.now() - readAge(age),
    mostBytes: toSize === undefined ? undefined : readBytes(toSize),
  };
}

function listEntries(caches: readonly DriverCache[]): readonly OwnedEntry[] {
  return caches.flatMap(({ driver, entries }) => entries.map((entry) => ({ driver: driver.name, ...entry })));
}

function describe({ driver, kind, title, bytes }: OwnedEntry): readonly string[] {
  return [driver, kind, title, formatBytes(bytes)];
}

function sumBytes(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

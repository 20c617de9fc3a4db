import type { CacheEntry, Driver, DriverContext } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import type { App } from './app.ts';
import { makeContext } from './make-context.ts';

/** A driver that answered, with what it keeps. */
export interface DriverCache {
  readonly driver: Driver;
  readonly entries: readonly CacheEntry[];
}

/**
 * What the driver of that name keeps, or every driver that can answer: one that cannot is told on stderr. What they keep
 * is of every project, so none is needed to ask.
 */
export async function openCaches(app: App, name: string | undefined): Promise<readonly DriverCache[]> {
  if (name !== undefined) return [await readCache(app, await app.driver(name))];
  const all = await Promise.all(
    app.driverNames.map(async (each) => {
      try {
        return await readCache(app, await app.driver(each));
      } catch (error) {
        if (app.signal.aborted || !(error instanceof SalternError)) throw error;
        app.talk(`left out ${each}: ${error.message}\n`);
        return undefined;
      }
    }),
  );
  return all.filter((cache) => cache !== undefined);
}

/** The same again, after something was removed. */
export async function readCache(app: App, driver: Driver): Promise<DriverCache> {
  return { driver, entries: await driver.cached(cacheContext(app)) };
}

/** The context of a driver outside of any project. */
export function cacheContext(app: App): DriverContext {
  return makeContext(app, { identity: { name: 'none', id: 'none', directory: app.cwd } });
}

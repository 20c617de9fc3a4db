import type { z } from 'zod';
import type { Driver } from '../src/contract/driver.ts';
import { SalternError } from '../src/contract/errors.ts';
import { findEntry } from '../src/contract/find-entry.ts';
import { firstLine } from '../src/base/text/first-line.ts';

/** A driver that saltern knows, not loaded yet. */
export interface DriverEntry {
  /** The schema of its section, from a light file: what `list` and `config` need. */
  readonly schema: () => Promise<z.ZodType>;
  /** The driver itself, a new object each time; keep it, so that instances share what it prepares. */
  readonly load: () => Promise<Driver>;
  /** Whether it is for tests of saltern: it works when it is named, and is offered to nobody. Default false. */
  readonly isForTests?: boolean;
}

/** Every driver by the name a suite file calls it. A new driver is one line here. */
export const DRIVERS: Readonly<Record<string, DriverEntry>> = {
  docker: {
    schema: async () => (await import('./docker/config.ts')).dockerConfigSchema,
    load: async () => (await import('./docker/docker-driver.ts')).dockerDriver(),
  },
  qemu: {
    schema: async () => (await import('./qemu/config.ts')).qemuConfigSchema,
    load: async () => (await import('./qemu/qemu-driver.ts')).qemuDriver(),
  },
  fake: {
    schema: async () => (await import('./fake/config.ts')).fakeConfigSchema,
    load: async () => (await import('./fake/fake-driver.ts')).fakeDriver(),
    isForTests: true,
  },
};

/** The drivers that people are told of. */
export const SHOWN_DRIVERS: readonly string[] = namesShown(DRIVERS);

/** The entry of that name. Throws DRIVER_UNKNOWN. */
export function findDriver(name: string, drivers: Readonly<Record<string, DriverEntry>> = DRIVERS): DriverEntry {
  return findEntry(drivers, name, {
    code: 'DRIVER_UNKNOWN',
    one: 'driver',
    many: 'drivers',
    known: namesShown(drivers),
  });
}

/** Loads a driver. Throws DRIVER_UNKNOWN, also, with the real cause, when its code or a dependency cannot be loaded. */
export async function loadDriver(
  name: string,
  drivers: Readonly<Record<string, DriverEntry>> = DRIVERS,
): Promise<Driver> {
  const entry = findDriver(name, drivers);
  try {
    return await entry.load();
  } catch (error) {
    if (error instanceof SalternError) throw error;
    const reason = firstLine(error instanceof Error ? error.message : String(error));
    throw new SalternError('DRIVER_UNKNOWN', `The driver '${name}' could not be loaded: ${reason}`, {
      hint: 'Reinstall saltern with all its dependencies (`npm ci`).',
      cause: error,
    });
  }
}

function namesShown(drivers: Readonly<Record<string, DriverEntry>>): readonly string[] {
  return Object.keys(drivers).filter((name) => drivers[name]?.isForTests !== true);
}

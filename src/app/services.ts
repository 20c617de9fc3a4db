import type { z } from 'zod';
import type { Masker } from '../base/secret/masker.ts';
import type { Driver } from '../contract/driver.ts';

/** What use cases may use of the outside; all of it is passed in by the composition root. */
export interface Services {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For what several projects share: Salt tarballs, git checkouts, locks. */
  readonly cacheDirectory: string;
  /** Aborted by SIGINT, SIGTERM, SIGHUP. */
  readonly signal: AbortSignal;
  readonly nodeVersion: string;
  /** What must not be shown: known once a project is loaded, and more of it once Salt has rendered a pillar. */
  readonly secrets: Masker;
  /** Who asks, for logs: `user@host`. */
  readonly user: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Says something that a person may want to know while waiting: a line without its end, to stderr. */
  tell(line: string): void;
  /** Gives the runner of a CI server an order, one line without its end: the only output that it may take as one. */
  order(line: string): void;
  /** All that may be named. */
  readonly driverNames: readonly string[];
  /** Those of them that people are told of: not the one for tests. */
  readonly shownDrivers: readonly string[];
  driverSchema(name: string): Promise<z.ZodType | undefined>;
  /** One object per driver: instances that share it share what it prepares. Throws `DRIVER_UNKNOWN`. */
  driver(name: string): Promise<Driver>;
}

import type { z } from 'zod';
import type { Driver } from '../contract/driver.ts';

export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  readonly rows: number;
  /** 0 none, 1 basic, 2 256 colours, 3 true colour: chalk's levels. */
  readonly colourLevel: 0 | 1 | 2 | 3;
}

/** What commands may use of the outside. Made once, in `create-app.ts`, the only place that reads the process. */
export interface App {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For what several projects share: Salt tarballs, git checkouts, locks. */
  readonly cacheDirectory: string;
  /** Aborted by SIGINT, SIGTERM, SIGHUP. */
  readonly signal: AbortSignal;
  readonly user: string;
  terminal(): Terminal;
  /** Whether a person sits at both ends: input and output are terminals. */
  isInteractive(): boolean;
  /** Data, to stdout. */
  write(text: string): void;
  /** Talk, to stderr. */
  talk(text: string): void;
  now(): number;
  readonly driverNames: readonly string[];
  driverSchema(name: string): Promise<z.ZodType | undefined>;
  driver(name: string): Promise<Driver>;
  /** Replaces this process's terminal by a command's; gives its exit code. */
  interact(argv: readonly string[]): Promise<number>;
}

/** 0 passed, 1 failed, 2 usage or configuration, 3 could not find out, 130 interrupted; `exec` and `login` give the guest's own. */
export type ExitCode = number;

import type { LeftOut } from '../kitchen/ledger.ts';

/** What `init` writes, and what it has to say about it. */
export interface NewProject {
  /** Text of a `saltern.yml` for the directory. */
  readonly content: string;
  /** Suite files of a fleet, by their paths in the directory. */
  readonly suiteFiles: Readonly<Record<string, string>>;
  /** What was assumed, each a part of a sentence. */
  readonly assumptions: readonly string[];
  /** What kitchen.yml says and the project file does not. */
  readonly leftOut: readonly LeftOut[];
}

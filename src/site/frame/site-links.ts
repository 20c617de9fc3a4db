import { sitePaths } from '../../contract/site-paths.ts';

/** Which pages there are: nothing links to one that is not. */
export interface KnownPages {
  readonly formulas: ReadonlySet<string>;
  readonly nights: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
  readonly snapshots: ReadonlySet<string>;
  /** Whether this attempt has a page of its own, besides its line on the page of its run. */
  hasResult(attempt: LinkedAttempt): boolean;
}

/** What is to be known of an attempt to link to it. */
export interface LinkedAttempt {
  readonly runId: string;
  readonly name: string;
  readonly outcome: string;
  readonly isFlaky?: boolean | undefined;
}

/** Addresses of other pages as one page has to write them. Undefined: there is no such page. */
export interface SiteLinks {
  readonly fleet: string;
  readonly history: string;
  readonly style: string;
  readonly facts: string;
  formula(formula: string): string | undefined;
  night(night: string | undefined): string | undefined;
  run(runId: string | undefined): string | undefined;
  snapshot(id: string | undefined): string | undefined;
  /** The page of an attempt, or else its line on the page of its run. */
  result(attempt: LinkedAttempt): string | undefined;
  /** A copied file; whoever asks knows that it is there. */
  file(runId: string, name: string): string;
}

/** The addresses for the page at `path`: relative, so that the whole folder can be moved. Pure. */
export function linksFrom(path: string, known: KnownPages): SiteLinks {
  const up = '../'.repeat(path.split('/').length - 1);
  const within = (ids: ReadonlySet<string>, toPath: (id: string) => string) => (id: string | undefined) =>
    id !== undefined && ids.has(id) ? `${up}${toPath(id)}` : undefined;
  const run = within(known.runs, sitePaths.run);
  return {
    fleet: `${up}${sitePaths.fleet}`,
    history: `${up}${sitePaths.history}`,
    style: `${up}${sitePaths.style}`,
    facts: `${up}${sitePaths.facts}`,
    formula: within(known.formulas, sitePaths.formula),
    night: within(known.nights, sitePaths.night),
    run,
    snapshot: within(known.snapshots, sitePaths.snapshot),
    result(attempt) {
      if (known.hasResult(attempt)) return `${up}${sitePaths.result(attempt.runId, attempt.name)}`;
      const page = run(attempt.runId);
      return page === undefined ? undefined : `${page}#${anchorOf(attempt.name)}`;
    },
    file: (runId, name) => `${up}${sitePaths.file(runId, name)}`,
  };
}

/** The name as the id of a place on a page. */
export function anchorOf(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

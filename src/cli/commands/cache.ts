import { listCache, type OwnedEntry } from '../../app/list-cache.ts';
import type { PruneWishes } from '../../app/choose-pruned.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { listProjectRuns, pruneProjectHistory, pruneProjectRuns } from '../../app/project-runs.ts';
import { pruneCache } from '../../app/prune-cache.ts';
import type { KeptRun } from '../../app/prune-runs.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { readAge, readBytes } from '../read-amounts.ts';
import { renderTable } from '../render-table.ts';

export interface CacheOptions extends Pick<ProjectOptions, 'project' | 'overlay'> {
  readonly driver?: string;
}

export interface PruneFlags extends CacheOptions {
  readonly olderThan?: string;
  readonly toSize?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_AGE = '10d';

/** What drivers keep on this machine to save time, for all projects, and the runs of the project here. */
export const showCache: Command<CacheOptions> = async (app, options) => {
  const entries = await listCache(app, options.driver);
  const runs = options.driver === undefined ? await listProjectRuns(app, toProject(options)) : undefined;
  const bytes = sumBytes([...entries, ...(runs ?? [])]);
  const cells = entries.map((entry) => [...describe(entry), formatTime(entry.usedAt), entry.isInUse ? 'yes' : '']);
  const head = ['DRIVER', 'KIND', 'WHAT', 'SIZE', 'LAST USED (UTC)', 'IN USE'];
  return {
    exitCode: 0,
    data: { entries, bytes, ...(runs === undefined ? {} : { runs }) },
    lines:
      cells.length + (runs?.length ?? 0) === 0
        ? ['nothing is kept']
        : [...renderTable(head, [...cells, ...describeRuns(runs ?? [])]), `${formatBytes(bytes)} in all`],
  };
};

/** Removes what has not been used for long, or what is too much; never what is in use. */
export const prune: Command<PruneFlags> = async (app, options) => {
  const { driver, dryRun: isDryRun = false } = options;
  const removed = await pruneCache(app, { ...readWishes(options, app.now()), driver, isDryRun });
  const before = readRunsBefore(options, app.now());
  const runs = driver === undefined ? await pruneProjectRuns(app, toProject(options), { before, isDryRun }) : [];
  const forgotten = driver === undefined ? await pruneProjectHistory(app, toProject(options), { isDryRun }) : 0;
  const bytes = sumBytes([...removed, ...runs]);
  const [word, total] = isDryRun ? ['would remove', 'would free'] : ['removed', 'freed'];
  return {
    exitCode: 0,
    data: { removed, bytes, dryRun: isDryRun, ...(driver === undefined ? { runs, forgotten } : {}) },
    lines: [
      ...removed.map((entry) => `${word} ${describe(entry).join('  ')}`),
      ...describeRuns(runs).map((cells) => `${word} ${cells.filter((cell) => cell !== '').join('  ')}`),
      ...(forgotten === 0
        ? []
        : [`${isDryRun ? 'would forget' : 'forgot'} ${forgotten} ${forgotten === 1 ? 'run' : 'runs'} of the history`]),
      removed.length + runs.length + forgotten === 0 ? 'nothing to remove' : `${total} ${formatBytes(bytes)}`,
    ],
  };
};

function readWishes({ olderThan, toSize, all = false }: PruneFlags, now: number): PruneWishes {
  if (all && (olderThan !== undefined || toSize !== undefined)) {
    throw new SalternError('USAGE', "'--all' cannot go together with '--older-than' or '--to-size'", {
      hint: "Leave out '--all', or the others.",
    });
  }
  if (all) return { before: Number.POSITIVE_INFINITY, mostBytes: undefined };
  const age = olderThan ?? (toSize === undefined ? DEFAULT_AGE : undefined);
  return {
    before: age === undefined ? undefined : now - readAge(age),
    mostBytes: toSize === undefined ? undefined : readBytes(toSize),
  };
}

/** Of runs only what the project does not keep, unless an age is named: they cannot be made again. */
function readRunsBefore({ olderThan, all = false }: PruneFlags, now: number): number | undefined {
  if (all) return now;
  return olderThan === undefined ? undefined : now - readAge(olderThan);
}

/** Without the driver, which is not the project's here. */
function toProject({ project, overlay }: CacheOptions): ProjectOptions {
  return { ...(project === undefined ? {} : { project }), ...(overlay === undefined ? {} : { overlay }) };
}

/** One row of a table, for all of them; none where there are none. */
function describeRuns(runs: readonly KeptRun[]): readonly (readonly string[])[] {
  if (runs.length === 0) return [];
  const what = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} of this project`;
  return [['', 'runs', what, formatBytes(sumBytes(runs))]];
}

function describe({ driver, kind, title, bytes }: OwnedEntry): readonly string[] {
  return [driver, kind, title, formatBytes(bytes)];
}

function sumBytes(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

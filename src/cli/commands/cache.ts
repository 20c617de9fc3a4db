import { listCache, type OwnedEntry } from '../../app/list-cache.ts';
import type { PruneWishes } from '../../app/choose-pruned.ts';
import { pruneCache } from '../../app/prune-cache.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { readAge, readBytes } from '../read-amounts.ts';
import { renderTable } from '../render-table.ts';

export interface CacheOptions {
  readonly driver?: string;
}

export interface PruneFlags extends CacheOptions {
  readonly olderThan?: string;
  readonly toSize?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_AGE = '10d';

/** What drivers keep on this machine to save time, for all projects. */
export const showCache: Command<CacheOptions> = async (app, options) => {
  const entries = await listCache(app, options.driver);
  const bytes = sumBytes(entries);
  const cells = entries.map((entry) => [...describe(entry), formatTime(entry.usedAt), entry.isInUse ? 'yes' : '']);
  const head = ['DRIVER', 'KIND', 'WHAT', 'SIZE', 'LAST USED (UTC)', 'IN USE'];
  return {
    exitCode: 0,
    data: { entries, bytes },
    lines: entries.length === 0 ? ['nothing is kept'] : [...renderTable(head, cells), `${formatBytes(bytes)} in all`],
  };
};

/** Removes what has not been used for long, or what is too much; never what is in use. */
export const prune: Command<PruneFlags> = async (app, options) => {
  const { driver, dryRun: isDryRun = false } = options;
  const removed = await pruneCache(app, { ...readWishes(options, app.now()), driver, isDryRun });
  const bytes = sumBytes(removed);
  const [word, total] = isDryRun ? ['would remove', 'would free'] : ['removed', 'freed'];
  return {
    exitCode: 0,
    data: { removed, bytes, dryRun: isDryRun },
    lines: [
      ...removed.map((entry) => `${word} ${describe(entry).join('  ')}`),
      removed.length === 0 ? 'nothing to remove' : `${total} ${formatBytes(bytes)}`,
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

function describe({ driver, kind, title, bytes }: OwnedEntry): readonly string[] {
  return [driver, kind, title, formatBytes(bytes)];
}

function sumBytes(entries: readonly OwnedEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

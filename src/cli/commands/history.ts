import { describeHistory } from '../../app/describe-history.ts';
import { importHistory, type ImportedHistory } from '../../app/import-history.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { SalternError } from '../../contract/errors.ts';
import { tabulateAttempts } from '../../report/fleet/tabulate-attempts.ts';
import { tabulateFleet } from '../../report/fleet/tabulate-fleet.ts';
import { count } from '../../base/text/count.ts';
import type { Command } from '../answer.ts';
import { fitTable } from '../fit-table.ts';

export interface HistoryFlags extends ProjectOptions {
  readonly nights?: string;
}

/** Nights that are shown where nothing is said. */
const NIGHTS = 30;
/** Cells in which a name is still told from others. */
const LEAST_NAME = 24;

/** What instances came to night after night; of those that are named each attempt. */
export const showHistory: Command<HistoryFlags, [what: readonly string[]]> = async (app, options, what) => {
  const nights = options.nights === undefined ? NIGHTS : readNights(options.nights);
  const { view, results, unread } = await describeHistory(app, what, { ...options, nights });
  const { isTty, columns } = app.terminal();
  const width = isTty ? columns : undefined;
  if (results.length === 0 && view.nights.length === 0) {
    const hint = unread === 0 ? '' : `; \`saltern history import\` reads in what ${count(unread, 'run')} left`;
    return { exitCode: 0, data: toData(view, results), lines: [`nothing is in the history yet${hint}`] };
  }
  const facts = { view, results, now: app.now(), most: nights, width };
  const { head, rows, drop, below } = what.length === 0 ? tabulateFleet(facts) : tabulateAttempts(facts);
  const table = fitTable(head, rows, { columns: width, drop, leastName: LEAST_NAME });
  return { exitCode: 0, data: toData(view, what.length === 0 ? undefined : results), lines: [...table, ...below] };
};

/** Fills the history in; a damaged file is no reason to leave out the others, and none to be silent. */
export const importAll: Command<ProjectOptions> = async (app, options) => {
  const imported = await importHistory(app, options);
  return {
    exitCode: imported.damaged.length === 0 ? 0 : EXIT_UNKNOWN,
    data: { version: 1, ...imported },
    lines: [describeImported(imported)],
    talk: imported.damaged.map(({ file, why }) => `left out '${file}': ${why}`),
  };
};

/** Could not find out: what the damaged files held. */
const EXIT_UNKNOWN = 3;

function describeImported({ place, runs, nights, decisions }: ImportedHistory): string {
  return `${count(runs, 'run')}, ${count(nights, 'night')} and ${count(decisions, 'decision')} are in '${place}'`;
}

/** Every key is always there; `results` are the attempts at what was named. */
function toData(view: object, results: readonly object[] | undefined): object {
  return { version: 1, ...view, results: results ?? null };
}

function readNights(text: string): number {
  const nights = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (nights > 0) return nights;
  throw new SalternError('USAGE', `'${text}' is no number of nights`, { hint: 'Give a number above 0, such as 14.' });
}

import { cleanName } from '../../base/text/clean-text.ts';
import { describeChangesOf } from '../../app/describe-changes.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import type { ChangedFleet, ChangedInstance } from '../../contract/changed.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { fitTable } from '../fit-table.ts';

export interface ChangedFlags extends ProjectOptions {
  readonly base?: string;
}

/** Cells in which a name is still told from others. */
const LEAST_NAME = 24;

/** Instances that changes can affect, each with its reason; exit code 0 also where there are none. */
export const changed: Command<ChangedFlags> = async (app, { base, ...options }) => {
  if (base === undefined) throw noBase();
  const { fleet, summary } = await describeChangesOf(app, { ...options, base });
  const { isTty, columns } = app.terminal();
  const cells = fleet.selected.map((one) => [one.name, tellReasons(one)]);
  const fit = { columns: isTty ? columns : undefined, drop: [], leastName: LEAST_NAME };
  const table = cells.length === 0 ? [] : [...fitTable(['INSTANCE', 'WHY'], cells, fit), ''];
  return { exitCode: 0, data: fleet, lines: [...table, summary, ...tellIgnored(fleet)], talk: tellUnknown(fleet) };
};

function noBase(): SalternError {
  return new SalternError('USAGE', 'Changes since when was not said', {
    hint: 'Name a branch, tag or commit: `saltern changed --base origin/main`.',
  });
}

function tellReasons({ reasons: [first, ...others] }: ChangedInstance): string {
  return `${first?.text ?? ''}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

function tellIgnored({ ignored }: ChangedFleet): readonly string[] {
  const lines = ignored.slice(0, MOST_IGNORED).map(({ file, why }) => `not counted: ${cleanName(file)} (${why})`);
  const more = ignored.length - MOST_IGNORED;
  return more > 0 ? [...lines, `not counted: ${more} more`] : lines;
}

const MOST_IGNORED = 20;

function tellUnknown({ selected }: ChangedFleet): readonly string[] {
  const isAny = selected.some(({ reasons }) => reasons.some(({ kind, file }) => kind === 'unknown' && file !== '-'));
  return isAny ? ["hint: List under 'changed: { ignore: [...] }' what can affect no instance."] : [];
}

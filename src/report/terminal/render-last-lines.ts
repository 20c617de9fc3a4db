import { join } from 'node:path';
import { cellWidth, padCells, shortenMiddle } from '../../base/text/cell-width.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { outcomeSign, type Outcome } from '../../contract/outcome.ts';
import { isCutShort, isNotBegun } from '../explain/cut-short.ts';
import { describeCause } from '../explain/describe-cause.ts';
import { isUnbegun, type Alike } from '../explain/group-alike.ts';
import { hasNoChecks } from '../explain/list-remarks.ts';
import { MOST_CELLS } from '../text/headline.ts';
import { commandSpan, fitLine, span, type Line, type Span } from '../text/line.ts';
import { nameInstances } from '../text/name-instances.ts';
import { outcomeTone, shortPath, successWord } from '../text/words.ts';
import { count } from '../../base/text/count.ts';
import type { FinalReportOptions } from './final-report-options.ts';

/** Most lines of what failed; it is counted below them. */
const MOST_LISTED = 100;

/** The end of it all, which stays in sight: reports, what failed with a line each, totals, and what to do. */
export function renderLastLines(
  result: RunResult,
  groups: readonly Alike[],
  options: FinalReportOptions,
): readonly Line[] {
  return [
    renderFolder(options),
    ...renderFailed(groups, options),
    renderTotals(result, options),
    ...renderAgain(groups, options),
  ];
}

interface Row {
  readonly outcome: Outcome;
  readonly name: string;
  readonly phase: string;
  readonly why: string;
}

function renderFailed(
  groups: readonly Alike[],
  { planned, columns = MOST_CELLS }: FinalReportOptions,
): readonly Line[] {
  // Where nothing was begun, that stands above in one line, which is all.
  if (groups.length === 1 && groups.every(isToldInOneLine)) return [];
  const causeCells = Math.max(12, Math.min(40, Math.floor(columns / 6)));
  const rows = groups.flatMap((group) => toRows(group, planned, causeCells));
  const most = Math.max(20, Math.floor(columns * 0.45));
  const nameCells = Math.min(most, Math.max(0, ...rows.map(({ name }) => cellWidth(name))));
  const phaseCells = Math.max(0, ...rows.map(({ phase }) => phase.length));
  const shown = rows
    .slice(0, MOST_LISTED)
    .map(({ outcome, name, phase, why }) =>
      fitLine(
        [
          span(' '),
          span(outcomeSign(outcome), outcomeTone(outcome)),
          span(` ${padCells(shortenMiddle(name, nameCells), nameCells)}`, 'strong'),
          span(`  ${phase.padEnd(phaseCells)}  ${why}`),
        ],
        columns,
      ),
    );
  const left = rows.length - shown.length;
  return left > 0 ? [...shown, [span(` … ${count(left, 'more line')}`, 'dim')]] : shown;
}

function toRows({ results }: Alike, planned: FinalReportOptions['planned'], causeCells: number): readonly Row[] {
  const toRow = (one: InstanceResult, name: string): Row => ({
    outcome: one.outcome,
    name,
    ...describeCause(one, causeCells),
  });
  if (isToldInOneLine({ results })) return [toRow(results[0], nameInstances(results, planned))];
  return results.map((one) => toRow(one, one.name));
}

function isToldInOneLine({ results: [first, ...others] }: Pick<Alike, 'results'>): boolean {
  return others.length > 0 && isUnbegun(first);
}

/** `8 passed, 1 failed · 14.2 s`: only what there is. */
function renderTotals(result: RunResult, options: FinalReportOptions): Line {
  const finished = result.instances.filter((one) => !isCutShort(one));
  const total = (outcome: Outcome): number => finished.filter((one) => one.outcome === outcome).length;
  const bare = finished.filter((one) => one.outcome === 'pass' && hasNoChecks(one)).length;
  const idle = result.instances.filter((one) => isNotBegun(one)).length;
  const missing = Math.max(options.planned.length, result.instances.length) - finished.length - idle;
  const failed = new Set(options.planned.flatMap(({ name, hasFailed }) => (hasFailed ? [name] : [])));
  const flaky = finished.filter((one) => one.outcome === 'pass' && failed.has(one.name)).length;
  const beside = [
    ...(flaky > 0 ? [span(`${flaky} flaky`, 'flaky')] : []),
    ...(bare > 0 ? [span(`${bare} without checks`)] : []),
  ].flatMap((part, at) => [span(at === 0 ? ' (' : ', '), part]);
  const parts: readonly (readonly [number, Span])[] = [
    [total('pass'), span(`${total('pass')} ${successWord(options.verb)}`, 'pass')],
    [total('fail'), span(`${total('fail')} failed`, 'fail')],
    [total('error'), span(`${total('error')} could not be run`, 'error')],
    [total('skip'), span(`${total('skip')} skipped`)],
    [missing, span(`${missing} did not finish`, 'error')],
    [idle, span(`${idle} not started`)],
  ];
  const told = parts
    .filter(([number]) => number > 0)
    .flatMap(([, part], at) => [
      ...(at === 0 ? [] : [span(', ')]),
      part,
      ...(part.tone === 'pass' && beside.length > 0 ? [...beside, span(')')] : []),
    ]);
  return [
    ...(result.interrupted ? [span('interrupted', 'error'), span(' · ')] : []),
    ...(told.length === 0 ? [span('nothing was run')] : told),
    span(` · ${formatDuration(result.durationMs)}`),
  ];
}

/** `reports  .saltern/runs/01KB…/index.html, junit.xml, log/`: first what a person opens. */
function renderFolder({ files, directory, cwd }: FinalReportOptions): Line {
  const folder = shortPath(directory, cwd);
  const names = files.flatMap((name, at): readonly Span[] => [
    ...(at === 0 ? [] : [span(', ')]),
    { ...span(at === 0 ? `${folder}/${name}` : name), file: join(directory, name) },
  ]);
  return [span('reports', 'dim'), span('  '), ...(names.length > 0 ? names : [{ ...span(folder), file: directory }])];
}

function renderAgain(groups: readonly Alike[], { verb, snapshot }: FinalReportOptions): readonly Line[] {
  if (groups.length === 0 || verb !== 'test') return [];
  const on = snapshot === undefined ? '' : ` --snapshot ${snapshot}`;
  return [[span('again', 'dim'), span('  '), commandSpan(`saltern test --failed${on}`)]];
}

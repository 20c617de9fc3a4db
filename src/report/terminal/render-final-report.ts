import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { RunInstance } from '../../contract/events.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { isBad, type Outcome } from '../../contract/outcome.ts';
import type { Phase } from '../../contract/phases.ts';
import { isCutShort, isNotBegun } from '../explain/cut-short.ts';
import { describeNext } from '../explain/describe-next.ts';
import { labelled } from '../explain/labelled-lines.ts';
import { hasNoChecks } from '../explain/list-remarks.ts';
import { renderFailures } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { span, type Line } from '../text/line.ts';
import { renderIdle } from './render-idle.ts';
import { renderTaken } from './render-taken.ts';
import { retryWord, shortPath, successWord, tryWord } from '../text/words.ts';

/** A retry, as its event reported it. */
export interface RetryNote {
  readonly instance: string;
  readonly phase: Phase;
  readonly attempt: number;
  readonly attempts: number;
  readonly reason: string;
}

export interface FinalReportOptions {
  /** The verb that ran, for the line `again`. */
  readonly verb: string;
  /** That of all instances, where these do not say. */
  readonly snapshot: string | undefined;
  /** All instances that were to run. */
  readonly planned: readonly RunInstance[];
  readonly retries: readonly RetryNote[];
  /** Absolute path of the run's folder. */
  readonly directory: string;
  /** What in it is worth naming: `junit.xml`, `badges/`. */
  readonly files: readonly string[];
  /** Paths below it are shown relative. */
  readonly cwd: string;
}

/**
 * What stays on the screen: retries of instances that passed nevertheless, failures in full, and last the totals. Pure;
 * the same for a terminal and for a pipe.
 */
export function renderFinalReport(result: RunResult, options: FinalReportOptions): readonly Line[] {
  const bad = result.instances.filter((one) => isShownWhole(one));
  const ordered = [...bad.filter((one) => one.outcome === 'error'), ...bad.filter((one) => one.outcome === 'fail')];
  return [
    [],
    ...renderQuietRetries(result, options.retries),
    ...ordered.flatMap((one) => renderInstance(one, options)),
    ...renderIdle(result.instances, options.cwd),
    ...renderTaken(result.instances),
    renderTotals(result, options),
    renderFolder(options),
  ];
}

/** Retries of instances that are not shown in full. */
function renderQuietRetries(result: RunResult, notes: readonly RetryNote[]): readonly Line[] {
  return result.instances
    .filter((one) => !isShownWhole(one))
    .flatMap((one) => {
      const lines = renderRetries(one, notes);
      return lines.length === 0 ? [] : [[span('RETRIED', 'error'), span(`  ${one.name}`, 'strong')], ...lines, []];
    });
}

function renderInstance(result: InstanceResult, options: FinalReportOptions): readonly Line[] {
  const { cwd } = options;
  const isError = result.outcome === 'error';
  const broken = result.phases.find((phase) => phase.outcome === 'error')?.phase;
  return [
    [span(isError ? 'ERROR' : 'FAIL', isError ? 'error' : 'fail'), span(`  ${result.name}`, 'strong')],
    ...renderFailures(result.steps, cwd),
    ...(result.trouble === undefined ? [] : renderTrouble(result.trouble, broken)),
    ...renderRetries(result, options.retries),
    ...renderNext(result, options),
    [],
  ];
}

/** Each retry with its reason; retries that are only known by number are shown as a number. */
function renderRetries(result: InstanceResult, notes: readonly RetryNote[]): readonly Line[] {
  const own = notes.filter((note) => note.instance === result.name);
  const counted = result.phases.filter(
    ({ phase, retries }) => retries > 0 && !own.some((note) => note.phase === phase),
  );
  return [
    ...own.map(({ phase, attempt, attempts, reason }) =>
      labelled(
        'retry',
        'error',
        span(`${phase}, ${tryWord({ attempt, attempts })}`, 'strong'),
        span(`  ${cleanLine(reason)}`),
      ),
    ),
    ...counted.map(({ phase, retries }) =>
      labelled('retry', 'error', span(`${phase}, ${retryWord(retries)}`, 'strong')),
    ),
  ];
}

function renderNext(result: InstanceResult, options: FinalReportOptions): readonly Line[] {
  const { verb, planned, cwd } = options;
  const snapshot = planned.find(({ name }) => name === result.name)?.snapshot ?? options.snapshot;
  const on = snapshot === undefined ? '' : ` --snapshot ${snapshot}`;
  const { again, look } = describeNext(result, verb);
  return [
    labelled('again', 'dim', span(`saltern ${again} ${result.name}${on}`)),
    ...(look === undefined
      ? []
      : [labelled('look', 'dim', span(`saltern login ${result.name}`), span(`   (${look})`, 'dim'))]),
    ...(result.log === undefined ? [] : [labelled('log', 'dim', span(shortPath(result.log, cwd)))]),
    ...(result.artifacts ?? []).map((file) =>
      labelled(file.endsWith('.png') ? 'screen' : 'console', 'dim', span(shortPath(file, cwd))),
    ),
  ];
}

function isShownWhole(result: InstanceResult): boolean {
  return isBad(result) && !isCutShort(result);
}

/** `8 passed, 1 failed, 0 could not be run · 14.2 s` */
function renderTotals(result: RunResult, options: FinalReportOptions): Line {
  const finished = result.instances.filter((one) => !isCutShort(one));
  const total = (outcome: Outcome): number => finished.filter((one) => one.outcome === outcome).length;
  const skipped = total('skip');
  const bare = finished.filter((one) => one.outcome === 'pass' && hasNoChecks(one)).length;
  const idle = result.instances.filter((one) => isNotBegun(one)).length;
  const missing = Math.max(options.planned.length, result.instances.length) - finished.length - idle;
  return [
    ...(result.interrupted ? [span('interrupted', 'error'), span(' · ')] : []),
    span(`${total('pass')} ${successWord(options.verb)}`, total('pass') > 0 ? 'pass' : 'plain'),
    span(bare === 0 ? '' : ` (${bare} without checks)`),
    span(', '),
    span(`${total('fail')} failed`, total('fail') > 0 ? 'fail' : 'plain'),
    span(', '),
    span(`${total('error')} could not be run`, total('error') > 0 ? 'error' : 'plain'),
    span(skipped > 0 ? `, ${skipped} skipped` : ''),
    span(missing > 0 ? `, ${missing} did not finish` : '', 'error'),
    span(idle > 0 ? `, ${idle} not started` : ''),
    span(` · ${formatDuration(result.durationMs)}`),
  ];
}

/** `reports  .saltern/runs/01KB… : junit.xml, badges/, log/`; on a line of its own, as paths are long. */
function renderFolder({ files, directory, cwd }: FinalReportOptions): Line {
  const list = files.length === 0 ? '' : ` : ${files.join(', ')}`;
  return [span('reports', 'dim'), span(`  ${shortPath(directory, cwd)}${list}`)];
}

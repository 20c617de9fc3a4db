import { formatDuration } from '../../base/time/format-duration.ts';
import type { RunStarted } from '../../contract/events.ts';
import type { Finding } from '../../contract/finding.ts';
import { isBad, outcomeSign } from '../../contract/outcome.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import { describeResult } from '../explain/describe-result.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { successWord } from '../text/words.ts';
import type { ChangedSince } from './list-changed.ts';
import { code, folded, table, text } from './markdown.ts';
import { renderChanged } from './render-changed.ts';
import { renderFinding, renderWarnings, type Around } from './render-finding.ts';

/** What the summary is made of besides the run. */
export interface SummaryFacts {
  readonly findings: readonly Finding[];
  /** Default: nothing is known of earlier passes. */
  readonly changed?: readonly ChangedSince[];
  /** Of GitHub: where the repository is, for links. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Passes that are shown among the others; more are folded away. */
const MOST_PASSES = 30;

/**
 * The job's summary, most important first, as sections of Markdown: the verdict, the table with what failed first, each
 * failure with its place, what to look at and how to try it again, packages that changed, warnings, passes. Nothing of a
 * guest leaves its place. Pure.
 */
export function renderSummary(started: RunStarted, result: RunResult, facts: SummaryFacts): readonly string[] {
  const { findings, changed = [], environment } = facts;
  const isFlaky = flakyIn(started);
  const bad = result.instances.filter((one) => one.outcome !== 'pass');
  const good = result.instances.filter((one) => one.outcome === 'pass');
  const isFolded = good.length > MOST_PASSES;
  const shown = [...bad.toSorted((a, b) => rank(a) - rank(b)), ...(isFolded ? [] : good)];
  const rows = (some: readonly InstanceResult[]): string => renderTable(some, { findings, isFlaky });
  const around: Around = { started, result, environment };
  return [
    renderHead(started, result, good.filter(isFlaky).length),
    ...(shown.length === 0 ? [] : [rows(shown)]),
    ...findings.filter(({ severity }) => severity === 'error').map((one) => renderFinding(one, around)),
    ...renderChanged(changed),
    ...renderWarnings(findings.filter(({ severity }) => severity === 'warning')),
    ...(isFolded ? [folded(`${good.length} ${successWord(started.verb)}`, rows(good))] : []),
  ];
}

function flakyIn({ instances }: RunStarted): (result: InstanceResult) => boolean {
  const failed = new Set(instances.filter(({ hasFailed }) => hasFailed).map(({ name }) => name));
  return ({ name, outcome }) => outcome === 'pass' && failed.has(name);
}

function renderHead(
  { verb, snapshot }: RunStarted,
  { instances, durationMs, interrupted, outcome }: RunResult,
  flaky: number,
): string {
  const number = (wanted: InstanceResult['outcome']): number =>
    instances.filter((one) => one.outcome === wanted && !isCutShort(one)).length;
  const parts = [
    [number('fail'), 'failed'],
    [number('error'), 'could not be run'],
    [instances.filter(isCutShort).length, 'stopped'],
    [number('pass'), `${successWord(verb)}${flaky > 0 ? ` (${flaky} flaky)` : ''}`],
    [number('skip'), 'skipped'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const about = [
    ...(interrupted ? ['interrupted'] : []),
    formatDuration(durationMs),
    ...(snapshot === undefined ? [] : [`snapshot ${code(snapshot)}`]),
  ];
  return `## ${outcomeSign(outcome)} saltern ${text(verb)}: ${told.join(', ') || 'nothing was run'}\n\n${about.join(' · ')}`;
}

interface TableFacts extends Pick<SummaryFacts, 'findings'> {
  readonly isFlaky: (result: InstanceResult) => boolean;
}

function renderTable(results: readonly InstanceResult[], facts: TableFacts): string {
  const rows = results.map((one) => [
    facts.isFlaky(one) ? '~' : outcomeSign(one.outcome),
    code(one.name),
    text(tellWhy(one, facts)),
    formatDuration(one.durationMs),
  ]);
  return table(['', 'instance', 'why', 'took'], rows);
}

/** The first thing that went wrong, which is told below, and how many more there are. */
function tellWhy(result: InstanceResult, { findings, isFlaky }: TableFacts): string {
  if (isFlaky(result)) return 'flaky: it had failed on the same content';
  if (isCutShort(result)) return 'stopped';
  const [first, ...more] = findings.filter((one) => one.severity === 'error' && one.instances.includes(result.name));
  if (first === undefined) return describeResult(result);
  const title = first.title.startsWith(`${result.formula}: `)
    ? first.title.slice(result.formula.length + 2)
    : first.title;
  return more.length === 0 ? title : `${title} (and ${more.length} more)`;
}

function rank(result: InstanceResult): number {
  if (isCutShort(result)) return 2;
  return isBad(result) ? (result.outcome === 'fail' ? 0 : 1) : 3;
}

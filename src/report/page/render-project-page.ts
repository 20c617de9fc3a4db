import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { Remembered } from '../../contract/store.ts';
import { html, type Html } from '../../base/page/html.ts';
import { count } from '../../base/text/count.ts';
import { describeRuns } from './describe-runs.ts';
import { hasLater, isRed, listRows, type PageRow } from './list-rows.ts';
import { renderDocument } from './render-document.ts';
import { renderFailure } from './render-failure.ts';
import { renderInstanceTable } from './render-instance-table.ts';
import type { RunLinks } from './run-links.ts';

/** What a page of a project shows. */
export interface ProjectPage {
  /** Name of the project. */
  readonly project: string;
  readonly instances: readonly InstanceSummary[];
  readonly remembered: Remembered;
  /** What comes below the instances. */
  readonly more: readonly Html[];
  /** Runs that are still there, by their ids. */
  readonly links: ReadonlyMap<string, RunLinks>;
}

/** So many failures are open when the page is; more would be a page that nobody reads. */
const MOST_OPEN = 3;

/** What is red, since when, why, and what changed; below it every instance, and what else there is. Pure. */
export function renderProjectPage({ project, instances, remembered, more, links }: ProjectPage): string {
  const rows = listRows(instances, remembered);
  const red = rows.filter(isRed);
  const failures = red.flatMap((row, at) =>
    row.verdict === undefined ? [] : [renderFailure(row, row.verdict, { links, isOpen: at < MOST_OPEN })],
  );
  return renderDocument(`${cleanLine(project)}: ${sumUp(rows)}`, [
    html`<h1>${cleanLine(project)}</h1>`,
    renderSum(rows),
    html`<p class="facts">${describeRuns(remembered.verdicts)}</p>`,
    ...(failures.length === 0 ? [] : [html`<h2>What is wrong</h2>`, ...failures]),
    html`<h2>Instances</h2>`,
    renderInstanceTable(rows, links),
    ...more,
  ]);
}

function renderSum(rows: readonly PageRow[]): Html {
  const kind = rows.some(isRed) ? 'fail' : rows.some(({ standing }) => standing === 'none') ? 'none' : 'pass';
  const sign = { fail: '✗', none: '–', pass: '✓' }[kind];
  return html`<p class="verdict ${kind}">${sign} ${sumUp(rows)}</p>`;
}

/** `2 of 9 instances failed, 1 could not be run, 1 flaky`; `all 9 instances passed` */
function sumUp(rows: readonly PageRow[]): string {
  const total = (standing: PageRow['standing']): number => rows.filter((row) => row.standing === standing).length;
  const parts = (
    [
      ['failed', total('fail')],
      ['could not be run', total('error')],
      ['flaky', total('flaky')],
      ['never tested', total('none')],
    ] as const
  ).filter(([, number]) => number > 0);
  const later = rows.filter(hasLater).length;
  const since = later === 0 ? '' : `; then ${later} could not be run or ${later === 1 ? 'was' : 'were'} interrupted`;
  if (parts.length === 0) return `all ${count(rows.length, 'instance')} passed${since}`;
  const said = parts
    .map(([word, number], at) =>
      at === 0 ? `${number} of ${count(rows.length, 'instance')} ${word}` : `${number} ${word}`,
    )
    .join(', ');
  return `${said}${since}`;
}

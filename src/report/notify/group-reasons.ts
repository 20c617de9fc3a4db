import type { InstanceSummary } from '../../contract/events.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import type { NewsItem } from './news.ts';
import { shorten } from './shorten.ts';

/** What came of an instance, and why. */
export interface Reasoned {
  readonly summary: InstanceSummary;
  readonly outcome: Outcome;
  /** Empty where there is nothing to say. */
  readonly reason: string;
  readonly runId?: string;
}

/** Characters of a reason that are told; the page has the rest. */
const MOST = 300;

/**
 * The same failure on nine instances is one item: reasons are alike where they differ in names of the instance and of its
 * platform only. One line each, in the order in which they come. Pure.
 */
export function groupReasons(all: readonly Reasoned[]): readonly NewsItem[] {
  const groups = Map.groupBy(all, ({ summary, outcome, reason }) =>
    JSON.stringify([outcome, reason.replaceAll(summary.name, '<name>').replaceAll(summary.platform, '<platform>')]),
  );
  return [...groups.values()].map(([first, ...others]) => {
    const { summary, reason, runId } = first ?? NOBODY;
    return {
      instances: [summary.name, ...others.map((one) => one.summary.name)],
      reason: shorten(reason, MOST),
      ...(runId === undefined ? {} : { path: sitePaths.result(runId, summary.name) }),
    };
  });
}

const NOBODY: Reasoned = {
  summary: { name: '', formula: '', suite: '', platform: '' },
  outcome: 'skip',
  reason: '',
};

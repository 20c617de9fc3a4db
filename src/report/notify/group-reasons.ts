import type { InstanceSummary } from '../../contract/events.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { nameInstances } from '../text/name-instances.ts';
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
 * platform only. One line each, in the order in which they come. `declared`: all that the project has. Pure.
 */
export function groupReasons(all: readonly Reasoned[], declared: readonly InstanceSummary[]): readonly NewsItem[] {
  const groups = Map.groupBy(all, ({ summary, outcome, reason }) =>
    JSON.stringify([outcome, reason.replaceAll(summary.name, '<name>').replaceAll(summary.platform, '<platform>')]),
  );
  return [...groups.values()].map((group) => {
    const { summary, reason, runId } = group[0] ?? NOBODY;
    const summaries = group.map((one) => one.summary);
    return {
      instances: summaries.map(({ name }) => name),
      where: shorten(nameInstances(summaries, declared), MOST),
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

import type { RunRow } from '../contract/history.ts';
import type { NightSummary } from '../contract/night.ts';
import type { EarlierSite } from './site-part.ts';
import type { KnownPages, LinkedAttempt } from './frame/site-links.ts';
import type { SiteSource } from './site-source.ts';

/** Nights of which every attempt has a page of its own. Of older ones only what is no plain pass: the rest is its run's line. */
const RECENT_NIGHTS = 14;

/** What there is, before any page is made. */
export interface Survey {
  readonly known: KnownPages;
  readonly runs: readonly RunRow[];
  /** Runs whose every attempt has a page of its own. */
  readonly recent: ReadonlySet<string>;
  /** Whether its pages say what they said when the site was last written. */
  isSettledRun(run: Pick<RunRow, 'runId' | 'night'>): boolean;
  isSettledNight(night: Pick<NightSummary, 'night' | 'end'>): boolean;
}

/** Which pages there are to be, and which of them cannot have changed. */
export async function surveySite(source: SiteSource, earlier: EarlierSite): Promise<Survey> {
  const { nights, instances, channels, lastGood } = source.view;
  const [runs, kept] = [await source.runs(), await source.snapshots()];
  const recentNights = new Set(nights.slice(0, RECENT_NIGHTS).map(({ night }) => night));
  const newest = nights[0]?.night;
  const ids = new Set(runs.map(({ runId }) => runId));
  const recent = new Set(
    [
      ...runs.filter(({ night }) => night !== undefined && recentNights.has(night)).map(({ runId }) => runId),
      ...instances.flatMap(({ latest }) => latest?.runId ?? []),
    ].filter((runId) => ids.has(runId)),
  );
  const before = new Set(earlier.recent);
  const hasSame = ({ runId }: Pick<RunRow, 'runId'>): boolean => recent.has(runId) === before.has(runId);
  const runsOf = Map.groupBy(runs, ({ night }) => night);
  const snapshots = [
    ...kept.map(({ id }) => id),
    ...nights.flatMap(({ snapshot }) => snapshot?.id ?? []),
    ...Object.values(channels).filter((id) => id !== ''),
    ...(lastGood === undefined || lastGood === null ? [] : [lastGood]),
  ];
  return {
    runs,
    recent,
    known: {
      formulas: new Set(instances.map(({ formula }) => formula)),
      nights: new Set(nights.map(({ night }) => night)),
      runs: ids,
      snapshots: new Set(snapshots),
      hasResult: (attempt) => ids.has(attempt.runId) && (recent.has(attempt.runId) || !isPlain(attempt)),
    },
    isSettledRun: (run) => (run.night === undefined || run.night !== newest) && hasSame(run),
    isSettledNight: ({ night, end }) =>
      end !== undefined && night !== newest && (runsOf.get(night) ?? []).every(hasSame),
  };
}

/** A pass of which its line says all, or what was not judged. */
function isPlain({ outcome, isFlaky }: LinkedAttempt): boolean {
  return outcome === 'skip' || (outcome === 'pass' && isFlaky !== true);
}

import { count } from '../../base/text/count.ts';
import { formatClock, formatDate } from '../../base/time/format-time.ts';
import type { NightOutcome, NightSummary } from '../../contract/night.ts';
import { nightOutcome } from '../../contract/night-outcome.ts';
import type { Standing } from '../../contract/standing.ts';
import { tellCounts } from '../frame/tell-counts.ts';

/** What came of a night, in words, and in whose colour. */
export interface NightAnswer {
  readonly standing: Standing;
  readonly sign: string;
  /** `Refused` */
  readonly word: string;
}

const ANSWERS = {
  promoted: { standing: 'pass', sign: '✓', word: 'Promoted' },
  judged: { standing: 'pass', sign: '✓', word: 'Good, not promoted' },
  waiting: { standing: 'none', sign: '–', word: 'Waiting' },
  refused: { standing: 'fail', sign: '✗', word: 'Refused' },
  error: { standing: 'error', sign: '!', word: 'Could not be found out' },
  interrupted: { standing: 'error', sign: '!', word: 'Interrupted' },
} as const satisfies Record<NightOutcome, NightAnswer>;

/** Of a night that has not ended: what will come of it, if that is known. Pure. */
export function answerNight(night: NightSummary): NightAnswer {
  const outcome = nightOutcome(night);
  return outcome === undefined ? { standing: 'none', sign: '–', word: 'Under way' } : ANSWERS[outcome];
}

/** `26 Nov 2026, 01:30 – 02:14` */
export function tellTimes({ startedAt, end }: Pick<NightSummary, 'startedAt' | 'end'>): string {
  const begin = `${formatDate(startedAt)}, ${formatClock(startedAt)}`;
  return end === undefined ? begin : `${begin} – ${formatClock(end.at)}`;
}

/** `all 40 instances passed, 1 flaky`; `3 of 40 instances failed, 1 could not be run, 2 waived` */
export function tellTally({ instances, pass, fail, error, flaky, waived = 0 }: NightSummary['tally']): string {
  if (instances === 0) return 'no instance was run';
  const bad = tellCounts(instances, [
    [fail, 'failed'],
    [error, 'could not be run'],
  ]);
  const more = [flaky === 0 ? '' : `, ${flaky} flaky`, waived === 0 ? '' : `, ${waived} waived`].join('');
  if (bad !== '') return `${bad}${more}`;
  const all = count(instances, 'instance');
  return pass === instances ? `all ${all} passed${more}` : `${pass} of ${all} passed so far${more}`;
}

/** Milliseconds from its beginning to its end. Undefined: it has not ended. */
export function durationOf({ startedAt, end }: Pick<NightSummary, 'startedAt' | 'end'>): number | undefined {
  return end === undefined ? undefined : Math.max(0, Date.parse(end.at) - Date.parse(startedAt));
}

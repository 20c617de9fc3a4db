import { count } from '../../base/text/count.ts';
import { formatClock, formatDate } from '../../base/time/format-time.ts';
import type { NightOutcome, NightSummary } from '../../contract/night.ts';
import { nightOutcome, standingOfNight } from '../../contract/night-outcome.ts';
import type { Standing } from '../../contract/standing.ts';
import { tellCounts } from '../frame/tell-counts.ts';

/** What came of a night, in a word, and in whose colour and with whose sign. */
export interface NightAnswer {
  readonly standing: Standing;
  /** `Refused` */
  readonly word: string;
}

const WORDS = {
  promoted: 'Promoted',
  judged: 'Good, not promoted',
  waiting: 'Waiting',
  refused: 'Refused',
  error: 'Could not be found out',
  interrupted: 'Interrupted',
} as const satisfies Record<NightOutcome, string>;

/** Of a night that has not ended: what will come of it, if that is known. Pure. */
export function answerNight(night: NightSummary): NightAnswer {
  const outcome = nightOutcome(night);
  return { standing: standingOfNight(outcome), word: outcome === undefined ? 'Under way' : WORDS[outcome] };
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

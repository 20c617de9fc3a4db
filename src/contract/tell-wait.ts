import { listSome } from '../base/text/list-some.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import { isMet, USUAL_LANE, type GateDecision } from './decision.ts';

/**
 * Until when a decision waits, and for what: `it waits until 25 Nov 2026, 06:00 UTC for what is lacking, and is refused
 * then`. Empty where it does not wait. Pure.
 */
export function tellWait({
  decision,
  deadline,
  requirements,
}: Pick<GateDecision, 'decision' | 'deadline' | 'requirements'>): string {
  if (decision !== 'wait') return '';
  if (deadline === undefined) return 'it waits until somebody acts';
  const until = formatLongTime(deadline);
  return requirements.every(({ kind }) => isMet(kind))
    ? `it may go from ${until} on`
    : `it waits until ${until} for what is lacking, and is refused then`;
}

const MOST_NAMES = 3;

/** What a quick lane leaves to be proved after; empty where it leaves nothing. Pure. */
export function tellOwed({ owed, channel }: Pick<GateDecision, 'owed' | 'channel'>): string {
  if (owed === undefined) return '';
  const { until, instances } = owed;
  return `by ${formatLongTime(until)} all that ${channel} requires is to be proved; lacking: ${listSome(instances, MOST_NAMES)}`;
}

/** ` in the lane 'expedited'`; empty for the channel's own rules. Pure. */
export function tellLane({ lane }: Pick<GateDecision, 'lane'>): string {
  return lane === USUAL_LANE ? '' : ` in the lane '${lane}'`;
}

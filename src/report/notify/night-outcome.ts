import type { NightOutcome, NightSummary } from '../../contract/night.ts';

/**
 * What came of a night, also before its end is written: people are told in one of its last steps. Undefined: it did not
 * come to a decision, and nothing went wrong so far. Pure.
 */
export function nightOutcome({ end, steps, decision, channel, snapshot }: NightSummary): NightOutcome | undefined {
  if (end !== undefined) return end.outcome;
  if (decision === 'reject') return 'refused';
  if (decision === 'wait') return 'waiting';
  // What went wrong after the channel had moved does not undo that.
  if (decision === 'promote' && channel.after !== undefined && channel.after === snapshot?.id) return 'promoted';
  if (steps.some(({ outcome }) => outcome === 'error')) return 'error';
  return decision === undefined ? undefined : 'judged';
}

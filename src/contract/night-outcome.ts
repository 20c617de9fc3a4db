import { isMet } from './decision.ts';
import type { NightOutcome, NightRecord, NightSummary } from './night.ts';
import type { Standing } from './standing.ts';

/**
 * What came of a night, or would if nothing more happened: the one place that says so, for its record, its pages and the
 * messages of its last steps, when its end is not written yet. Undefined: it is under way, and nothing is decided or went
 * wrong so far. Pure.
 */
export function nightOutcome(night: NightSummary & Pick<NightRecord, 'judged'>): NightOutcome | undefined {
  const { end, steps, judged } = night;
  if (end !== undefined) return end.outcome;
  const decision = judged?.decision ?? night.decision;
  switch (decision) {
    case 'promote':
      return outcomeOfYes(night);
    case 'wait':
      return 'waiting';
    case 'reject':
      return judged !== undefined && isOnlyUnknown(judged) ? 'error' : 'refused';
    case undefined:
      return steps.some(({ outcome }) => outcome === 'error') ? 'error' : undefined;
    default:
      return decision satisfies never;
  }
}

const STANDINGS_OF = {
  promoted: 'pass',
  judged: 'pass',
  waiting: 'none',
  refused: 'fail',
  error: 'error',
  interrupted: 'error',
} as const satisfies Record<NightOutcome, Standing>;

/** How a night stands of which this came, for its sign and its colour. Undefined: it is under way. */
export function standingOfNight(outcome: NightOutcome | undefined): Standing {
  return outcome === undefined ? 'none' : STANDINGS_OF[outcome];
}

/** The gate said yes; whether the channel moved is another matter. */
function outcomeOfYes({ steps, channel, snapshot }: NightSummary): NightOutcome | undefined {
  const promotion = steps.findLast(({ name }) => name === 'promote');
  if (promotion?.outcome === 'skipped') return 'judged';
  // What went wrong after the channel had moved does not undo that.
  if (channel.after !== undefined && channel.after === snapshot?.id) return 'promoted';
  if (steps.some(({ outcome }) => outcome === 'error')) return 'error';
  return promotion === undefined ? undefined : 'refused';
}

/** Where the gate says no and nothing is known to be wrong, some of it only could not be found out. */
function isOnlyUnknown({ requirements, blocks }: NonNullable<NightRecord['judged']>): boolean {
  const kinds = new Set(requirements.map(({ kind }) => kind).filter((kind) => !isMet(kind)));
  return kinds.has('error') && !kinds.has('fail') && blocks.length === 0;
}

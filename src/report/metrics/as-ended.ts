import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightOutcome, NightSummary } from '../../contract/night.ts';

/**
 * The view as it is once this night has ended: it is written down by a step of the night itself, whose end nobody has noted
 * yet. `now`: milliseconds since the epoch. Pure.
 */
export function asEnded(view: FleetView, night: NightSummary, now: number): FleetView {
  const end = night.end ?? { at: new Date(now).toISOString(), outcome: outcomeOf(night) };
  const [newest] = view.nights;
  if (newest?.night !== night.night) return view;
  return { ...view, nights: [{ ...newest, ...night, end }, ...view.nights.slice(1)] };
}

function outcomeOf({ decision, channel, snapshot }: NightSummary): NightOutcome {
  if (decision === undefined) return 'error';
  if (decision === 'reject') return 'refused';
  return snapshot !== undefined && channel.after === snapshot.id ? 'promoted' : 'judged';
}

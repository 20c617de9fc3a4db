import type { NewRunEvent } from '../../contract/events.ts';
import type { FarmNews } from '../../contract/farm.ts';
import type { Phase } from '../../contract/phases.ts';
import { isEventOf } from '../../farm/pack/event-form.ts';

/** A job as far as the starter has heard of it. */
export interface JobTrack {
  readonly instance: string;
  /** The attempt that counts now; 0 before anybody took it. */
  readonly attempt: number;
  readonly worker: string | undefined;
  /** What it was last heard to be at. */
  readonly phase: Phase;
  readonly isOver: boolean;
}

/** Nobody has taken it. */
export function newTrack(instance: string): JobTrack {
  return { instance, attempt: 0, worker: undefined, phase: 'prepare', isOver: false };
}

/** Whether the news are of an attempt that does not count any more, or of a job that is over. Pure. */
export function isPast(track: JobTrack, { attempt }: FarmNews): boolean {
  return track.isOver || attempt < track.attempt;
}

/** The events that a worker may tell of this instance, as the starter hears them: by its own clock. Pure. */
export function admitEvents(
  track: JobTrack,
  { events }: Extract<FarmNews, { type: 'events' }>,
): readonly NewRunEvent[] {
  if (!Array.isArray(events)) return [];
  return events.filter((event) => isEventOf(track.instance, event)).map(withoutTime);
}

function withoutTime(told: NewRunEvent & { readonly at: number }): NewRunEvent {
  const { at: _, ...event } = told;
  return event;
}

/** The phase that is under way after an event. Pure. */
export function phaseAfter(phase: Phase, event: NewRunEvent): Phase {
  return event.type === 'phase-started' ? event.phase : phase;
}

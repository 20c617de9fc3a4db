import type { InstanceEvent, NewRunEvent } from '../../contract/events.ts';
import type { FarmNews } from '../../contract/farm.ts';
import type { Phase } from '../../contract/phases.ts';

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

/** Of each type, whether a worker may tell it of an instance. Its end comes with the result, and waiting is the starter's. */
const MAY_TELL: Readonly<Record<InstanceEvent['type'], boolean>> = {
  'instance-waiting': false,
  'instance-started': true,
  'instance-remade': false,
  'phase-started': true,
  'phase-progress': true,
  output: true,
  'state-finished': true,
  'check-finished': true,
  retry: true,
  'phase-finished': true,
  'instance-finished': false,
};

/** Nobody has taken it. */
export function newTrack(instance: string): JobTrack {
  return { instance, attempt: 0, worker: undefined, phase: 'prepare', isOver: false };
}

/** Whether the news are of an attempt that does not count any more, or of a job that is over. Pure. */
export function isPast(track: JobTrack, { attempt }: FarmNews): boolean {
  return track.isOver || attempt < track.attempt;
}

/** The events that a worker may tell of this instance. Pure. */
export function admitEvents(
  track: JobTrack,
  { events }: Extract<FarmNews, { type: 'events' }>,
): readonly NewRunEvent[] {
  return events.flatMap(({ at: _, ...event }): readonly NewRunEvent[] => {
    if (!('instance' in event) || event.instance !== track.instance) return [];
    return MAY_TELL[event.type] ? [event] : [];
  });
}

/** The phase that is under way after an event. Pure. */
export function phaseAfter(phase: Phase, event: NewRunEvent): Phase {
  return event.type === 'phase-started' ? event.phase : phase;
}

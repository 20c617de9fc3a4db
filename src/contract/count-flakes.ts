import { count } from '../base/text/count.ts';
import type { InstanceView } from './fleet-view.ts';

/** How often an instance was flaky lately. */
export interface FlakeCount {
  /** Nights in which it passed only after it had failed on the same content. */
  readonly flaky: number;
  /** The newest nights in which it was judged. */
  readonly nights: number;
}

/** Nights that `countFlakes` looks back: two weeks. */
export const FLAKE_NIGHTS = 14;

/** Counts the flaky ones of the newest nights in which an instance was judged. Pure. */
export function countFlakes({ cells }: Pick<InstanceView, 'cells'>): FlakeCount {
  const judged = cells.filter((cell) => cell?.outcome === 'pass' || cell?.outcome === 'fail').slice(0, FLAKE_NIGHTS);
  return { flaky: judged.filter((cell) => cell?.isFlaky).length, nights: judged.length };
}

/** `flaky 3 of 14 nights`; undefined where it was in none. Pure. */
export function describeFlakes({ flaky, nights }: FlakeCount): string | undefined {
  return flaky === 0 ? undefined : `flaky ${flaky} of ${count(nights, 'night')}`;
}

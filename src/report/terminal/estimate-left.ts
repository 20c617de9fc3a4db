/** An instance, as far as time goes. Milliseconds; `startedAt` and `now` since the epoch. */
export interface TimedInstance {
  /** What it took when it last came to a verdict. Default: not known. */
  readonly usualMs: number | undefined;
  /** Default: it waits. */
  readonly startedAt: number | undefined;
  /** Default: it has not ended. */
  readonly durationMs: number | undefined;
}

/** Where something took longer than usual already, it is not known how much is left; not nothing. */
const LEAST_MS = 500;

/**
 * Milliseconds until the last instance will have ended, `atOnce` at a time; undefined where nothing is known: neither
 * earlier runs nor one that has ended in this one. A night that is slower than usual so far is taken to stay so. Pure.
 */
export function estimateLeft(
  instances: readonly TimedInstance[],
  { now, atOnce }: { readonly now: number; readonly atOnce: number },
): number | undefined {
  const open = instances.filter(({ durationMs }) => durationMs === undefined);
  const mean = average(instances.flatMap(({ durationMs, usualMs }) => durationMs ?? usualMs ?? []));
  if (open.length === 0 || mean === undefined) return undefined;
  const pace = findPace(instances);
  const whole = ({ usualMs }: TimedInstance): number => (usualMs === undefined ? mean : usualMs * pace);
  const running = open.flatMap((one) =>
    one.startedAt === undefined ? [] : [Math.max(LEAST_MS, whole(one) - (now - one.startedAt))],
  );
  const waiting = open.filter(({ startedAt }) => startedAt === undefined).map((one) => whole(one));
  return Math.max(...fillSlots(running, waiting, Math.max(1, atOnce)));
}

/** How many times slower than usual those were that have ended. */
function findPace(instances: readonly TimedInstance[]): number {
  const known = instances.filter(({ durationMs, usualMs }) => durationMs !== undefined && usualMs !== undefined);
  const usual = known.reduce((sum, { usualMs = 0 }) => sum + usualMs, 0);
  return usual === 0 ? 1 : known.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0) / usual;
}

/** When each slot is free again: whoever waits takes the one that is free first, in the order of the run. */
function fillSlots(running: readonly number[], waiting: readonly number[], atOnce: number): readonly number[] {
  const slots = [...running, ...Array.from({ length: Math.max(0, atOnce - running.length) }, () => 0)];
  for (const one of waiting) {
    const first = slots.indexOf(Math.min(...slots));
    slots[first] = (slots[first] ?? 0) + one;
  }
  return slots;
}

function average(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, ms) => sum + ms, 0) / values.length;
}

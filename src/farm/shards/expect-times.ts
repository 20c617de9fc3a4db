/** What an instance is taken to last where nothing at all is known: a minute. */
export const UNKNOWN_MS = 60_000;

/**
 * Milliseconds that each instance is expected to take: what it usually takes; one that is not known, the median of those
 * that are, and where none is, a minute. Whole and never negative, so that sums are the same in any order. Pure.
 */
export function expectTimes(
  instances: readonly string[],
  usualMs: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const known = new Map(
    instances.flatMap((name) => {
      const ms = Object.hasOwn(usualMs, name) ? usualMs[name] : undefined;
      return ms === undefined || !Number.isFinite(ms) ? [] : [[name, Math.max(0, Math.round(ms))] as const];
    }),
  );
  const other = findMedian([...known.values()]) ?? UNKNOWN_MS;
  return new Map(instances.map((name) => [name, known.get(name) ?? other]));
}

/** The lower one of two: a value that is there. Undefined: there is none. */
function findMedian(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

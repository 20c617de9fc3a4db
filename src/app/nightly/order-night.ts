/** What is known of an instance before the night. */
export interface NightFacts {
  /** Whether its newest attempt was no pass. */
  readonly hasFailed: boolean;
  /** Names of packages that it has, and that changed since its newest result. */
  readonly touched: readonly string[];
  /** What it took when it last came to a verdict, ms. Default: not known. */
  readonly usualMs: number | undefined;
}

/** An instance in its turn, and why it has that. */
export interface OrderedInstance extends NightFacts {
  readonly name: string;
}

/**
 * The order of a night: what failed last time, then what has packages that changed, then the rest; among these the
 * longest first, so that the end is not one long instance alone. One whose time nobody knows may be the longest. Pure;
 * what is alike keeps its order.
 */
export function orderNight(
  names: readonly string[],
  factsOf: (name: string) => NightFacts,
): readonly OrderedInstance[] {
  return names
    .map((name) => ({ name, ...factsOf(name) }))
    .toSorted((a, b) => rank(a) - rank(b) || (b.usualMs ?? UNKNOWN_MS) - (a.usualMs ?? UNKNOWN_MS));
}

/** A day: no instance takes that, and two of them are alike. */
const UNKNOWN_MS = 86_400_000;

function rank({ hasFailed, touched }: NightFacts): number {
  if (hasFailed) return 0;
  return touched.length > 0 ? 1 : 2;
}

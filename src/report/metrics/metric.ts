/** One value with what it is of. */
export interface Sample {
  /** By name; no two samples of a metric have the same. `instance` and `job` are taken: who scrapes sets them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric, which goes up and down: nothing here counts for ever. */
export interface Metric {
  /** `saltern_…`, with its unit at the end: `_seconds`, `_ratio`. */
  readonly name: string;
  /** What it says, one sentence without its full stop. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One sample for each state that something may be in: 1 for the one that it is in, 0 for the others. */
export function stateSamples(
  labels: Sample['labels'],
  { label, states, now }: { readonly label: string; readonly states: readonly string[]; readonly now: string },
): readonly Sample[] {
  return states.map((state) => ({ labels: { ...labels, [label]: state }, value: state === now ? 1 : 0 }));
}

/** The sample, where there is a value. */
export function sampleOf(labels: Sample['labels'], value: number | undefined): readonly Sample[] {
  return value === undefined || !Number.isFinite(value) ? [] : [{ labels, value }];
}

/** Seconds since the epoch of a time in ISO 8601. */
export function toSeconds(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso) / 1000;
}

/** One row of the table; seconds are medians. */
export interface Row {
  readonly name: string;
  readonly floor_s: number;
  readonly saltern_s: number;
  readonly ratio: number;
  readonly runs: number;
  /** Most memory of saltern's process; default: not measured. */
  readonly peak_mib?: number;
}

export interface Pair {
  readonly name: string;
  readonly runs: number;
  /** Each is called once without counting, then in turn, so that a machine whose speed drifts slows both. Seconds. */
  readonly floor: () => Promise<number>;
  readonly saltern: () => Promise<number>;
}

/** Runs a pair side by side and gives its medians. */
export async function measure({ name, runs, floor, saltern }: Pair, onRun: (text: string) => void): Promise<Row> {
  const floors: number[] = [];
  const ours: number[] = [];
  await floor();
  await saltern();
  for (let run = 1; run <= runs; run += 1) {
    floors.push(await floor());
    ours.push(await saltern());
    onRun(`${name} ${run}/${runs}  floor ${floors.at(-1)?.toFixed(2)} s  saltern ${ours.at(-1)?.toFixed(2)} s`);
  }
  const [low, high] = [median(floors), median(ours)];
  return { name, floor_s: round(low), saltern_s: round(high), ratio: round(high / low), runs };
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

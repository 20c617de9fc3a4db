import type { Idleness } from './await-idle.ts';

/** How a benchmark is run: what it says meanwhile, and how it waits for an idle machine. */
export interface Bench {
  readonly onRun: (text: string) => void;
  readonly idle: () => Promise<Idleness>;
}

/** One row of the table; seconds are medians. */
export interface Row {
  readonly name: string;
  readonly floor_s: number;
  readonly saltern_s: number;
  /** Median of the ratios of each round, and the least and the greatest of them. */
  readonly ratio: number;
  readonly ratio_low: number;
  readonly ratio_high: number;
  readonly runs: number;
  /** Rounds before or after which others kept the machine busy: with any, the row is not to be trusted. */
  readonly busy_runs: number;
  /** Greatest share of the cores that others used between two rounds. */
  readonly load: number;
  /** Most memory of saltern's process; default: not measured. */
  readonly peak_mib?: number;
}

export interface Pair {
  readonly name: string;
  readonly runs: number;
  /** Each is called once without counting, then both in each round, now the one first, now the other. Seconds. */
  readonly floor: () => Promise<number>;
  readonly saltern: () => Promise<number>;
}

/** A round: both sides under the same conditions, so that their ratio holds also where the machine's speed drifts. */
interface Round {
  readonly floor: number;
  readonly saltern: number;
  readonly isBusy: boolean;
}

/** Runs a pair side by side, each round on an idle machine where there is one, and gives medians. */
export async function measure({ name, runs, floor, saltern }: Pair, { onRun, idle }: Bench): Promise<Row> {
  const rounds: Round[] = [];
  const loads: number[] = [];
  await floor();
  await saltern();
  let before = await idle();
  for (let run = 1; run <= runs; run += 1) {
    const took = await oneRound({ floor, saltern }, run % 2 === 1);
    const after = await idle();
    const isBusy = before.isBusy || after.isBusy;
    rounds.push({ ...took, isBusy });
    loads.push(before.load, after.load);
    before = after;
    const times = `floor ${formatSeconds(took.floor)}  saltern ${formatSeconds(took.saltern)}`;
    onRun(`${name} ${run}/${runs}  ${times}  load ${percent(after.load)}${isBusy ? ', busy' : ''}`);
  }
  return { name, ...summarize(rounds), load: round(Math.max(...loads)) };
}

async function oneRound({ floor, saltern }: Pick<Pair, 'floor' | 'saltern'>, isFloorFirst: boolean) {
  if (isFloorFirst) {
    const first = await floor();
    return { floor: first, saltern: await saltern() };
  }
  const first = await saltern();
  return { floor: await floor(), saltern: first };
}

/** Pure. */
export function summarize(rounds: readonly Round[]): Omit<Row, 'name' | 'load' | 'peak_mib'> {
  const ratios = rounds.map(({ floor, saltern }) => saltern / floor);
  return {
    floor_s: toMicroseconds(median(rounds.map((one) => one.floor))),
    saltern_s: toMicroseconds(median(rounds.map((one) => one.saltern))),
    ratio: round(median(ratios)),
    ratio_low: round(Math.min(...ratios)),
    ratio_high: round(Math.max(...ratios)),
    runs: rounds.length,
    busy_runs: rounds.filter(({ isBusy }) => isBusy).length,
  };
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

/** Some rows take less than a millisecond. */
function toMicroseconds(time: number): number {
  return Math.round(time * 1_000_000) / 1_000_000;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A tenth of a second and more to the hundredth, less in milliseconds. */
export function formatSeconds(time: number): string {
  if (time >= 0.1) return `${time.toFixed(2)} s`;
  const milliseconds = time * 1000;
  return `${milliseconds < 10 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0)} ms`;
}

import { measureFarm } from './farm.ts';
import { measure, type Bench, type Row } from './measure.ts';

export const FARM_NAMES: readonly string[] = ['farm-1000'];

const JOBS = 1000;

/**
 * A thousand instances that take no time, over four worker processes; floor: over one. What is left is the queue's: it is
 * said for each instance, too.
 */
export async function farmBench(wanted: ReadonlySet<string>, bench: Bench): Promise<readonly Row[]> {
  if (!wanted.has('farm-1000')) return [];
  const take = async (processes: number): Promise<number> => {
    const { seconds, perJobMs, results, transactions } = await measureFarm({ jobs: JOBS, processes });
    if (results !== JOBS) throw new Error(`${results} of ${JOBS} jobs came to a result`);
    const each = `${perJobMs.toFixed(1)} ms and ${transactions} transactions an instance`;
    bench.onRun(`farm-1000 over ${processes}: ${each}`);
    return seconds;
  };
  return [await measure({ name: 'farm-1000', runs: 3, floor: () => take(1), saltern: () => take(4) }, bench)];
}

import { compareWithin } from '../../../src/app/describe-snapshots.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { median, seconds } from '../measure.ts';

const AGAIN = 15;

/**
 * A program: compares two stored snapshots, with all that `snapshot diff` does between opening the root and rendering.
 * Prints the seconds of the first time, and the median of those of later ones in the same process.
 */
const [path = '', from = '', to = ''] = process.argv.slice(2);
const root = openSnapshotRoot({ path, signal: new AbortController().signal });
const cold = await seconds(compare);
const warm: number[] = [];
for (let number = 0; number < AGAIN; number += 1) warm.push(await seconds(compare));
process.stdout.write(`${cold} ${median(warm)}\n`);

async function compare(): Promise<void> {
  const { diff, sources } = await compareWithin(root, [from, to]);
  if (diff.changes.length === 0 || sources.length === 0) throw new Error(`'${from}' and '${to}' do not differ`);
}

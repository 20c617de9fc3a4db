import { dirname, join } from 'node:path';
import { readTextNow } from '../../base/files/read-now.ts';
import { takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import { numberOfName, pathSegment } from './evidence-names.ts';
import { makeFolder, writeText } from './write-record.ts';
import { listInstanceEvidence, listSnapshotFolders } from './list-evidence.ts';

/** Longest wait for the lock. Keeping a result takes milliseconds: after this long, something hangs. */
const LIMIT_MS = 10_000;

/** Whose results are counted: an instance's, on whatever snapshot; `snapshot` is where the next one goes. */
export interface Counted {
  /** Folder of all results. */
  readonly directory: string;
  readonly instance: string;
  readonly snapshot: string | undefined;
}

interface Counting extends Counted {
  /** Folder of lock files. */
  readonly locks: string;
}

/**
 * Gives `keep` the next number of the instance, as the only one to whom it is given. It counts once the result is kept:
 * one that could not be written leaves no gap. Throws `BUSY`, `NO_SPACE`, `INTERNAL`, and what `keep` throws.
 */
export async function withNextNumber(counted: Counting, keep: (number: number) => Promise<void>): Promise<void> {
  const file = counterFile(counted);
  using _lock = await lock(counted);
  await makeFolder(dirname(file));
  const number = (await newestNumber(counted)) + 1;
  await keep(number);
  await writeText(file, `${number}\n`);
}

/**
 * The newest of an instance's results that is gone: counted, newer than the oldest of `known`, and neither among these
 * nor on any other snapshot. Undefined: none is. `known`: numbers of those that are there.
 */
export async function findLost(
  counted: Pick<Counted, 'directory' | 'instance'>,
  known: ReadonlySet<number>,
): Promise<number | undefined> {
  const oldest = Math.min(...known);
  let everywhere: ReadonlySet<number> | undefined;
  for (let number = Math.max(readCounter(counted) ?? 0, ...known); number > oldest; number--) {
    if (known.has(number)) continue;
    everywhere ??= await allNumbers(counted);
    if (!everywhere.has(number)) return number;
  }
  return undefined;
}

/** What the counter says and what is there: either may have been put back from an older copy. */
async function newestNumber(counted: Counted): Promise<number> {
  const counter = readCounter(counted);
  const there = counter === undefined ? await allNumbers(counted) : await numbersOn(counted);
  return Math.max(counter ?? 0, ...there);
}

async function allNumbers({ directory, instance }: Omit<Counted, 'snapshot'>): Promise<ReadonlySet<number>> {
  const snapshots = await listSnapshotFolders(directory);
  const numbers = await Promise.all(snapshots.map((snapshot) => numbersOn({ directory, instance, snapshot })));
  return new Set(numbers.flat());
}

async function numbersOn({ directory, instance, snapshot }: Counted): Promise<readonly number[]> {
  const { places } = await listInstanceEvidence(directory, snapshot, instance);
  return places.flatMap(({ name }) => numberOfName(name) ?? []);
}

/** Undefined where there is none, or where it says no number. */
function readCounter(counted: Omit<Counted, 'snapshot'>): number | undefined {
  try {
    const text = readTextNow(counterFile(counted), 100, { followsLinks: false });
    return /^\d{1,15}\n$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

function counterFile({ directory, instance }: Omit<Counted, 'snapshot'>): string {
  return join(directory, '.counters', pathSegment(instance));
}

/** With a limit but no signal: an interrupted run keeps its results too. */
async function lock({ directory, locks, instance }: Counting): Promise<Disposable> {
  const { signal } = new AbortController();
  const take = () => takeLock({ directory: locks, key: `.evidence ${instance}` });
  const taken = await waitUntil(take, { signal, timeoutMs: LIMIT_MS, intervalMs: 20 }).catch((cause: unknown) => {
    throw wrapWriteTrouble(locks, cause);
  });
  if (taken !== undefined) return taken;
  throw new SalternError(
    'BUSY',
    `Another saltern has been counting results in '${directory}' for ${LIMIT_MS / 1000} s`,
    {
      hint: 'End it: its lock goes with it.',
      isTransient: true,
    },
  );
}

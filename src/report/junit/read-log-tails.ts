import { readTail } from '../../base/files/read-tail.ts';
import { cleanText } from '../../base/text/clean-text.ts';
import type { InstanceResult } from '../../contract/result.ts';

const MOST_LINES = 200;
/** Bytes of one log that are read, and of all: a report of a thousand instances is still one that a server takes. */
const MOST_OF_ONE = 64 * 1024;
const MOST_OF_ALL = 8 * 1024 * 1024;

/** The end of each instance's log by its name, where there is one. */
export async function readLogTails(results: readonly InstanceResult[]): Promise<ReadonlyMap<string, string>> {
  const most = Math.min(MOST_OF_ONE, Math.floor(MOST_OF_ALL / Math.max(1, results.length)));
  const tails = await Promise.all(
    results.map(async ({ name, log }) => {
      // The report is worth writing without it.
      const text = log === undefined ? '' : await readTail(log, most).catch(() => '');
      return [name, lastLines(text)] as const;
    }),
  );
  return new Map(tails);
}

function lastLines(text: string): string {
  return cleanText(text).trimEnd().split('\n').slice(-MOST_LINES).join('\n');
}

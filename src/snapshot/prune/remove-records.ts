import { rm, stat } from 'node:fs/promises';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';

/** A record of a decision that is there. */
export interface KeptRecord {
  /** `sha256:…`, as its line in the log has it. */
  readonly digest: string;
  readonly file: string;
  readonly bytes: number;
}

/** Which of these records are there. */
export async function findRecords(root: string, digests: readonly string[]): Promise<readonly KeptRecord[]> {
  const found = [];
  for (const digest of digests) {
    const file = LAYOUT.decision(root, digest.replace(/^sha256:/, ''));
    const stats = await stat(file).catch(() => undefined);
    if (stats !== undefined) found.push({ digest, file, bytes: stats.size });
  }
  return found;
}

export interface RemoveRecordsContext {
  readonly signal: AbortSignal;
  /** Called with the digests of some of them before these go. */
  readonly before: (digests: readonly string[]) => Promise<void>;
}

/** So many in one line of the log. */
const AT_ONCE = 200;

/** Removes records of decisions; what is noted first may, after a crash, still be there, and goes the next time. */
export async function removeRecords(
  root: string,
  records: readonly KeptRecord[],
  { signal, before }: RemoveRecordsContext,
): Promise<void> {
  for (let at = 0; at < records.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const some = records.slice(at, at + AT_ONCE);
    await before(some.map(({ digest }) => digest));
    for (const { file } of some) await rm(file, { force: true });
    await syncToDisk(LAYOUT.decisions(root));
  }
}

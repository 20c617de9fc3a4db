import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Evidence } from '../contract/evidence.ts';
import { SalternError } from '../contract/errors.ts';

/** Folder of results that were got without a snapshot. */
const NO_SNAPSHOT = 'none';

/**
 * Keeps a result as `<directory>/<snapshot id or none>/<instance>/<run id>.json`, written aside and renamed, and gives
 * that path. Each run has its own file, so a late run of an old night never overwrites a newer result, and two runs at
 * once need no lock; the newest is chosen when reading.
 */
export async function writeEvidence(directory: string, evidence: Evidence): Promise<string> {
  const { snapshot, instance, runId } = evidence;
  const file = join(evidenceFolder(directory, snapshot?.id), segment(instance), `${segment(runId)}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(evidence, undefined, 2)}\n`);
  return file;
}

/** Folder of all results for a snapshot. */
export function evidenceFolder(directory: string, snapshotId: string | undefined): string {
  return join(directory, segment(snapshotId ?? NO_SNAPSHOT));
}

/** Only names that are one plain segment of a path get into one. */
function segment(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._@:+-]*$/.test(name)) return name;
  throw new SalternError('USAGE', `'${name}' cannot be part of a result's path`, {
    hint: "Names of instances, runs and snapshots hold letters, digits and any of '.', '_', '@', ':', '+', '-'.",
  });
}

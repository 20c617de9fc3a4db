import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { describeFileKind } from '../../base/files/open-regular.ts';
import { SalternError } from '../../contract/errors.ts';
import type { DamagedEvidence } from '../../contract/evidence.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import { snapshotFolder } from './evidence-names.ts';
import { damagedAt, type EvidencePlace } from './read-evidence.ts';

/** Where results lie, and what stands where they should. */
export interface ListedEvidence {
  readonly places: readonly EvidencePlace[];
  readonly damaged: readonly DamagedEvidence[];
}

/** Ids of all snapshots that there are results of, sorted; undefined: results without a snapshot. */
export async function listSnapshotFolders(directory: string): Promise<readonly (string | undefined)[]> {
  const entries = await readEntries(directory);
  // What is named like a snapshot and is no folder must not look as if nothing had been tested on it.
  const folders = entries.filter((entry) => entry.isDirectory() || isSnapshotId(entry.name)).map(({ name }) => name);
  const names = folders.filter((name) => !name.startsWith('.'));
  return names.sort().map((name) => (name === snapshotFolder(undefined) ? undefined : name));
}

/** All that lies in the folder of one snapshot, nothing of it read. Throws `EVIDENCE_DAMAGED`. */
export async function listEvidence(directory: string, snapshot: string | undefined): Promise<ListedEvidence> {
  const instances = await listInstanceFolders(directory, snapshot);
  const all = await Promise.all(instances.map((instance) => listInstanceEvidence(directory, snapshot, instance)));
  return { places: all.flatMap(({ places }) => places), damaged: all.flatMap(({ damaged }) => damaged) };
}

/** Names in the folder of one snapshot: of instances, where nobody put anything else there. Throws `EVIDENCE_DAMAGED`. */
export async function listInstanceFolders(directory: string, snapshot: string | undefined): Promise<readonly string[]> {
  return (await readEntries(join(directory, snapshotFolder(snapshot)))).map(({ name }) => name).sort();
}

/** The same of one instance. A folder that is no folder is damage, not absence. */
export async function listInstanceEvidence(
  directory: string,
  snapshot: string | undefined,
  instance: string,
): Promise<ListedEvidence> {
  const own = { file: join(directory, snapshotFolder(snapshot), instance), name: '', instance, snapshot };
  try {
    const found = await lstat(own.file);
    if (!found.isDirectory()) throw new Error(`it is ${describeFileKind(found)}, where a folder of results should be`);
    const names = (await readdir(own.file)).filter((name) => name.endsWith('.json'));
    return {
      places: names.map((name) => ({ file: join(own.file, name), name, instance, snapshot })),
      damaged: [],
    };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { places: [], damaged: [] };
    return { places: [], damaged: [damagedAt(own, error instanceof Error ? error.message : String(error))] };
  }
}

/** None where there is no folder. A link is not followed: what it leads to are results of something else. */
async function readEntries(folder: string) {
  try {
    const found = await lstat(folder);
    if (found.isDirectory()) return await readdir(folder, { withFileTypes: true });
    throw new Error(`it is ${describeFileKind(found)}`);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    const why = error instanceof Error ? error.message : String(error);
    throw new SalternError('EVIDENCE_DAMAGED', `The results in '${folder}' cannot be listed: ${why}`, {
      hint: 'Put the folder back or correct its rights; else remove it, and test again.',
      cause: error,
    });
  }
}

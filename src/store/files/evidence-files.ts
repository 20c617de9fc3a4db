import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DamagedEvidence, KeptEvidence, LostEvidence } from '../../contract/evidence.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { EvidenceRecords, ReadEvidence } from '../../contract/store.ts';
import { digestEvidence, holdsEvidence, readBase, readPackages } from './find-evidence.ts';
import { evidenceFileName, numberOfName, pathSegment, snapshotFolder } from './evidence-names.ts';
import { findLost, withNextNumber } from './evidence-numbers.ts';
import {
  listEvidence,
  listInstanceEvidence,
  listInstanceFolders,
  listSnapshotFolders,
  type ListedEvidence,
} from './list-evidence.ts';
import { evidenceReader, isDamaged, type EvidencePlace } from './read-evidence.ts';
import { writeRecord } from './write-record.ts';

/** Where results are kept, and who holds what. */
export type EvidenceFolders = Pick<ProjectFolders, 'evidence' | 'locks'>;

/**
 * Results as `<evidence>/<snapshot id or none>/<instance>/<number>-<run id>.json`, counted by `.counters/<instance>`.
 * Each run has its own file, so a late run of an old night never overwrites a newer result; the newest is chosen when
 * reading, by its number.
 */
export function evidenceFiles({ evidence: directory, locks }: EvidenceFolders): EvidenceRecords {
  return {
    async add(evidence) {
      const { snapshot, instance, runId } = evidence;
      const folder = join(directory, snapshotFolder(snapshot?.id), pathSegment(instance));
      pathSegment(runId);
      await withNextNumber({ directory, locks, instance, snapshot: snapshot?.id }, (number) =>
        writeRecord(join(folder, evidenceFileName({ number, runId })), { ...evidence, number }),
      );
    },
    async ofSnapshot(id, digest, { hasContent = false } = {}) {
      const ids = [id, ...(digest === undefined ? [] : await listSameContent(directory, digest, id))];
      const listed = await Promise.all(ids.map((each) => listEvidence(directory, each)));
      const read = await readAll(
        listed.flatMap(({ places }) => places),
        hasContent,
      );
      const lost = await findAllLost(directory, listed);
      return { ...read, damaged: [...listed.flatMap(({ damaged }) => damaged), ...read.damaged], lost };
    },
    async newest() {
      const ids = await listSnapshotFolders(directory);
      const listed = await Promise.all(ids.map((id) => listEvidence(directory, id)));
      const places = listed.flatMap((each) => each.places);
      const byInstance = [...Map.groupBy(places, ({ instance }) => instance)].sort(([a], [b]) => (a < b ? -1 : 1));
      return byInstance.flatMap(([, own]) => readNewest(own) ?? []);
    },
    packages: (instance, runId, snapshot) => readPackages(directory, { instance, runId, snapshot }),
    base: (instance, runId, snapshot) => readBase(directory, { instance, runId, snapshot }),
    holds: (evidence) => holdsEvidence(directory, evidence),
    digest: (instance, runId, snapshot) => digestEvidence(directory, { instance, runId, snapshot }),
  };
}

/** Ids of the other snapshots whose results are on this content. */
async function listSameContent(
  directory: string,
  digest: string,
  id: string | undefined,
): Promise<readonly (string | undefined)[]> {
  const same: (string | undefined)[] = [];
  for (const other of await listSnapshotFolders(directory)) {
    if (other !== id && other !== undefined && (await mayBeOn(directory, other, digest))) same.push(other);
  }
  return same;
}

/** One id has one content, which one result tells. Where there are results and none can be read, it may be this one. */
async function mayBeOn(directory: string, snapshot: string, digest: string): Promise<boolean> {
  const instances = await listInstanceFolders(directory, snapshot);
  for (const instance of instances) {
    const found = readNewest((await listInstanceEvidence(directory, snapshot, instance)).places);
    if (found !== undefined) return found.snapshot?.digest === digest;
  }
  return instances.length > 0;
}

async function readAll(places: readonly EvidencePlace[], hasContent: boolean): Promise<Omit<ReadEvidence, 'lost'>> {
  const evidence: KeptEvidence[] = [];
  const damaged: DamagedEvidence[] = [];
  const readOne = evidenceReader({ hasContent });
  for (const [index, place] of places.entries()) {
    const read = readOne(place);
    if (isDamaged(read)) damaged.push(read);
    else evidence.push(read);
    // Reading does not wait, so that what does, signals say, must be let in between.
    if (index % 100 === 99) await setImmediate();
  }
  return { evidence, damaged };
}

async function findAllLost(directory: string, listed: readonly ListedEvidence[]): Promise<readonly LostEvidence[]> {
  const lost: LostEvidence[] = [];
  const places = listed.flatMap((each) => each.places);
  for (const [instance, own] of Map.groupBy(places, (place) => place.instance)) {
    const known = new Set(own.flatMap(({ name }) => numberOfName(name) ?? []));
    const number = known.size === 0 ? undefined : await findLost({ directory, instance }, known);
    if (number !== undefined) lost.push({ instance, number });
  }
  return lost;
}

/** The newest that can be read; undefined where none can. */
function readNewest(places: readonly EvidencePlace[]): KeptEvidence | undefined {
  const readOne = evidenceReader();
  const numbered = places.map((place) => ({ place, number: numberOfName(place.name) ?? 0 }));
  for (const { place } of numbered.sort((a, b) => b.number - a.number)) {
    const read = readOne(place);
    if (!isDamaged(read)) return read;
  }
  return undefined;
}

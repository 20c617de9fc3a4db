import { hash } from 'node:crypto';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { asMap, asTexts } from '../../base/json/json-value.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { numberOfName, pathSegment } from './evidence-names.ts';
import { listInstanceEvidence, listSnapshotFolders } from './list-evidence.ts';

/** Which result. */
export interface ResultName {
  readonly instance: string;
  readonly runId: string;
  /** Id of the snapshot that it is on. Default: looked for on all. */
  readonly snapshot?: string | undefined;
}

/** `sha256:…` of the record of a result; undefined: there is none, or none that can be read. */
export async function digestEvidence(directory: string, name: ResultName): Promise<string | undefined> {
  const bytes = await readEvidence(directory, name);
  return bytes && `sha256:${hash('sha256', bytes)}`;
}

/** The packages of a result; undefined: there is none, or none that can be read. */
export async function readPackages(directory: string, name: ResultName): Promise<readonly string[] | undefined> {
  const bytes = await readEvidence(directory, name);
  return bytes && asTexts(asMap(parseJson(bytes.toString('utf8')))['packages']);
}

async function readEvidence(directory: string, name: ResultName): Promise<Buffer | undefined> {
  const file = await findFile(directory, name);
  return file === undefined ? undefined : await readBytes(file, MOST_BYTES.record).catch(() => undefined);
}

/** One run gives one result for an instance, whose file's name ends with the run's. */
async function findFile(directory: string, { instance, runId, snapshot }: ResultName): Promise<string | undefined> {
  const end = `-${pathSegment(runId)}.json`;
  const snapshots = snapshot === undefined ? (await listSnapshotFolders(directory)).toReversed() : [snapshot];
  for (const id of snapshots) {
    const { places } = await listInstanceEvidence(directory, id, pathSegment(instance));
    const found = places.find(({ name }) => numberOfName(name) !== undefined && name.replace(/^\d+/, '') === end);
    if (found !== undefined) return found.file;
  }
  return undefined;
}

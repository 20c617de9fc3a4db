import { hash } from 'node:crypto';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { Json } from '../../base/json/json.ts';
import { asMap, asTexts } from '../../base/json/json-value.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { baseSchema } from '../../contract/evidence-schema.ts';
import type { BaseComparison, Evidence } from '../../contract/evidence.ts';
import { numberOfName, pathSegment } from './evidence-names.ts';
import { listInstanceEvidence, listSnapshotFolders } from './list-evidence.ts';
import { evidenceReader, isDamaged } from './read-evidence.ts';

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

/**
 * What a result has beyond its base image, null: it does not say; undefined: there is no such result, or none that can be
 * read.
 */
export async function readBase(directory: string, name: ResultName): Promise<BaseComparison | null | undefined> {
  const bytes = await readEvidence(directory, name);
  return bytes && baseOf(bytes);
}

function baseOf(bytes: Buffer): BaseComparison | null {
  return baseSchema.safeParse(asMap(parseJson(bytes.toString('utf8')))['base']).data ?? null;
}

/** Whether the record of this run for this instance is this very result; undefined: there is none. */
export async function holdsEvidence(directory: string, evidence: Evidence): Promise<boolean | undefined> {
  const { instance, runId, snapshot } = evidence;
  const { places } = await listInstanceEvidence(directory, snapshot?.id, pathSegment(instance));
  const [first, ...more] = places.filter(({ name }) => name.replace(/^\d+/, '') === `-${pathSegment(runId)}.json`);
  if (first === undefined) return undefined;
  const read = evidenceReader()(first);
  if (more.length > 0 || isDamaged(read)) return false;
  const named = { instance, runId, snapshot: snapshot?.id };
  const packages = await readPackages(directory, named);
  const base = (await readBase(directory, named)) ?? undefined;
  const { number: _number, digest: _digest, content: _content, ...kept } = read;
  return canonical({ ...kept, packages, base }) === canonical(evidence);
}

/** What JSON leaves out is not there. */
function canonical(evidence: object): string {
  const plain: Json = JSON.parse(JSON.stringify(evidence));
  return canonicalText(plain);
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

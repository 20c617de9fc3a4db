import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { SalternError } from '../../contract/errors.ts';
import type { DamagedEvidence, Evidence } from '../../contract/evidence.ts';
import type { EvidenceRecords } from '../../contract/store.ts';
import { evidenceSchema } from '../record-schemas.ts';
import { writeRecord } from './write-record.ts';

/** Folder of the results of runs without a snapshot. */
const NO_SNAPSHOT = 'none';

/**
 * Results as `<directory>/<snapshot id or none>/<instance>/<run id>.json`. Each run has its own file, so a late run of
 * an old night never overwrites a newer result, and two runs at once need no lock; the newest is chosen when reading.
 */
export function evidenceFiles(directory: string): EvidenceRecords {
  return {
    async add(evidence) {
      const { snapshot, instance, runId } = evidence;
      const folder = join(directory, segment(snapshot?.id ?? NO_SNAPSHOT), segment(instance));
      await writeRecord(join(folder, `${segment(runId)}.json`), evidence);
    },
    async ofSnapshot(id) {
      const files = await listFiles(join(directory, segment(id ?? NO_SNAPSHOT)));
      const read = await Promise.all(files.map(readOne));
      return {
        evidence: read.flatMap((item) => (isDamaged(item) ? [] : [item])),
        damaged: read.filter(isDamaged),
      };
    },
    async newest() {
      const folders = (await list(directory)).map((name) => join(directory, name));
      const files = (await Promise.all(folders.map(listFiles))).flat();
      const byInstance = Map.groupBy(files, ({ instance }) => instance);
      const newest = [...byInstance.keys()].sort().map((instance) => readNewest(byInstance.get(instance) ?? []));
      return (await Promise.all(newest)).filter((evidence) => evidence !== undefined);
    },
  };
}

interface EvidenceFile {
  readonly file: string;
  readonly instance: string;
  readonly runId: string;
}

/** All result files of one snapshot's folder. */
async function listFiles(folder: string): Promise<readonly EvidenceFile[]> {
  const instances = await list(folder);
  const files = instances.map(async (instance) =>
    (await list(join(folder, instance)))
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ file: join(folder, instance, name), instance, runId: name.slice(0, -'.json'.length) })),
  );
  return (await Promise.all(files)).flat();
}

/** The newest that can be read: ids of runs sort by time. */
async function readNewest(files: readonly EvidenceFile[]): Promise<Evidence | undefined> {
  for (const file of files.toSorted((a, b) => (a.runId < b.runId ? 1 : -1))) {
    const read = await readOne(file);
    if (!isDamaged(read)) return read;
  }
  return undefined;
}

async function readOne({ file, instance }: EvidenceFile): Promise<Evidence | DamagedEvidence> {
  try {
    const evidence = parseEvidence(await readText(file, MOST_BYTES.record));
    if (evidence.instance === instance) return evidence;
    throw new Error(`it is the result of '${evidence.instance}'`);
  } catch (error) {
    const at = await stat(file).then(
      ({ mtime }) => mtime.toISOString(),
      () => new Date(0).toISOString(),
    );
    return { file, instance, message: error instanceof Error ? error.message : String(error), at };
  }
}

/** Throws an `Error` of one line when the text is not a whole result. */
function parseEvidence(text: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not whole JSON', { cause: error });
  }
  const parsed = evidenceSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not a result'}`);
}

function isDamaged(item: Evidence | DamagedEvidence): item is DamagedEvidence {
  return 'file' in item;
}

/** A stray file where a folder of results is expected is ignored. */
async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readFolder(folder);
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** A name as a segment of a path; any that is not plain is refused. */
function segment(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._@:+-]*$/.test(name)) return name;
  throw new SalternError('USAGE', `'${name}' cannot be part of a result's path`, {
    hint: "Names of instances, runs and snapshots hold letters, digits and any of '.', '_', '@', ':', '+', '-'.",
  });
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DamagedEvidence, Evidence } from '../contract/evidence.ts';
import { parseEvidence } from './evidence-schema.ts';
import { evidenceFolder } from './write-evidence.ts';

export interface ReadEvidence {
  /** Every result of every run, in no order. */
  readonly evidence: readonly Evidence[];
  readonly damaged: readonly DamagedEvidence[];
}

/** All results for a snapshot (undefined: those got without one). None, or no directory: empty lists. */
export async function readEvidence(directory: string, snapshotId: string | undefined): Promise<ReadEvidence> {
  const folder = evidenceFolder(directory, snapshotId);
  const read: (Evidence | DamagedEvidence)[] = [];
  for (const instance of await list(folder)) {
    const names = (await list(join(folder, instance))).filter((name) => name.endsWith('.json'));
    read.push(...(await Promise.all(names.map((name) => readOne(join(folder, instance, name), instance)))));
  }
  return {
    evidence: read.filter((item): item is Evidence => !('file' in item)),
    damaged: read.filter((item): item is DamagedEvidence => 'file' in item),
  };
}

async function readOne(file: string, instance: string): Promise<Evidence | DamagedEvidence> {
  try {
    const evidence = parseEvidence(await readFile(file, 'utf8'));
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

async function list(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    // A stray file where a folder of results would be is none of ours.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

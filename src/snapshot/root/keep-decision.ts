import { hash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { Json } from '../../base/json/json.ts';
import { SalternError } from '../../contract/errors.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { writeRoot } from './write-root.ts';

/**
 * Keeps what a decision rests on below `decisions/`, by its digest: the same data once. Written aside and renamed, so what
 * is there is whole. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`.
 */
export async function keepDecision(root: string, input: unknown): Promise<string> {
  // Dates become texts, what is undefined is left out: as it will be read.
  const value: Json = JSON.parse(JSON.stringify(input));
  const text = canonicalText(value);
  const sha256 = hash('sha256', text);
  const file = LAYOUT.decision(root, sha256);
  if (await isKept(root, sha256)) return `sha256:${sha256}`;
  await writeRoot(root, `the decision '${file}' cannot be kept`, async () => {
    await mkdir(LAYOUT.decisions(root), { recursive: true });
    const aside = `${LAYOUT.decisions(root)}/.${crypto.randomUUID()}`;
    await writeFile(aside, await promisify(gzip)(text), { flag: 'wx', mode: 0o444 });
    await syncToDisk(aside);
    await rename(aside, file);
    await syncToDisk(LAYOUT.decisions(root));
  });
  return `sha256:${sha256}`;
}

/** What was kept, if it is still that. Throws `SNAPSHOT_DAMAGED`. */
export async function readDecision(root: string, digest: string): Promise<unknown> {
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (sha256 === undefined) throw damaged(root, digest, 'has no digest');
  const file = LAYOUT.decision(root, sha256);
  const text = await unpack(root, file);
  if (hash('sha256', text) !== sha256) throw damaged(root, file, 'is not what was kept: its digest is another');
  return JSON.parse(text);
}

/** Whether it is there, and whole. */
function isKept(root: string, sha256: string): Promise<boolean> {
  return readDecision(root, `sha256:${sha256}`).then(
    () => true,
    () => false,
  );
}

async function unpack(root: string, file: string): Promise<string> {
  try {
    const packed = await readBytes(file, MOST_BYTES.record);
    return (await promisify(gunzip)(packed, { maxOutputLength: MOST_BYTES.log })).toString('utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw damaged(root, file, `cannot be read: ${why}`, cause);
  }
}

function damaged(root: string, file: string, what: string, cause?: unknown): SalternError {
  return new SalternError('SNAPSHOT_DAMAGED', `The record of the decision '${file}' in '${root}' ${what}`, {
    hint: 'What that decision rested on is not known any more; the log still has its answer and its reasons.',
    cause,
  });
}

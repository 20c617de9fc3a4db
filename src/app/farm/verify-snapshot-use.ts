import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';
import type { RepositoryUse, SnapshotUse } from '../../contract/plan.ts';
import { snapshotDigest } from '../../snapshot/member/content-digest.ts';
import { summarySchema } from '../../snapshot/root/manifest-schema.ts';

/** How long a web server may take for one small file. Milliseconds. */
const LIMIT_MS = 30_000;

/**
 * Before a worker uses a snapshot: what this machine sees at its paths or URLs is the snapshot that the starter means. Its
 * digest is that of its members, and each member's metadata is what the summary says. Throws `FARM_CONTENT`.
 */
export async function verifySnapshotUse(use: SnapshotUse, signal: AbortSignal): Promise<void> {
  const [first] = use.repositories;
  if (first === undefined) return;
  const read = (at: RepositoryUse['at'], path: string): Promise<Buffer> => readBelow(use, { at, path, signal });
  const summary = parseSummary(use, await read(above(first.at), 'summary.json'));
  if (summary.digest !== use.digest || snapshotDigest(summary.members) !== use.digest) {
    throw differs(use, `its digest here is '${summary.digest}'`);
  }
  for (const { name, at } of use.repositories) {
    const member = summary.members.find((one) => one.name === name);
    const digest = createHash('sha256')
      .update(await read(at, 'repodata/repomd.xml'))
      .digest('hex');
    if (member?.metadataDigest.replace('sha256:', '') !== digest) {
      throw differs(use, `the metadata of '${name}' here are others`);
    }
  }
}

/** The snapshot that a member is in. */
function above(at: RepositoryUse['at']): RepositoryUse['at'] {
  return at.kind === 'directory'
    ? { kind: 'directory', path: dirname(at.path) }
    : { kind: 'http', url: at.url.replace(/\/[^/]+\/?$/u, '') };
}

interface Reading {
  readonly at: RepositoryUse['at'];
  readonly path: string;
  readonly signal: AbortSignal;
}

async function readBelow(use: SnapshotUse, { at, path, signal }: Reading): Promise<Buffer> {
  const where = at.kind === 'directory' ? join(at.path, path) : `${at.url}/${path}`;
  try {
    return at.kind === 'directory' ? await readBytes(where, MOST_BYTES.log) : await fetchBytes(where, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw differs(use, `'${where}' cannot be read on this machine: ${why}`, cause);
  }
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
  if (!answer.ok) throw new Error(`the server said ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function parseSummary(use: SnapshotUse, bytes: Buffer) {
  try {
    return summarySchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw differs(use, 'its summary.json cannot be understood', cause);
  }
}

function differs({ id }: SnapshotUse, what: string, cause?: unknown): SalternError {
  return new SalternError('FARM_CONTENT', `The snapshot '${id}' is not to be had on this worker: ${what}`, {
    hint: 'A snapshot does not travel: give its root a URL (`snapshots: { url: … }`), or mount it at the same path.',
    cause,
  });
}

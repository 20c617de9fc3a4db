import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../base/error/has-code.ts';
import type { SnapshotSettings } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotRoot, VerifyDepth } from '../contract/snapshot.ts';
import { listSnapshotIds } from '../snapshot/root/list-snapshots.ts';
import { resolveSnapshot } from '../snapshot/root/read-snapshot.ts';
import { removeTree } from '../snapshot/root/remove-tree.ts';
import { checkSignatures, type CheckedSignatures } from '../snapshot/signatures/check-signatures.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { noRoot, openRoot } from './open-root.ts';
import type { Services } from './services.ts';

export interface VerifyOptions extends ProjectOptions {
  readonly depth: VerifyDepth;
  /** All of them. Default: the one that is named. */
  readonly all?: boolean;
}

/** What became of one snapshot. */
export interface VerifiedSnapshot extends CheckedSignatures {
  readonly id: string;
  /** What is damaged, in a sentence. Undefined: every byte that was read is what it should be. */
  readonly damage: string | undefined;
}

/**
 * Checks snapshots: each file against its checksum, and signatures where the project names keys. Default: the latest. What is
 * wrong is in the result; throws what keeps it from being found out: `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_SOURCE`,
 * `PROGRAM_MISSING`, `BUSY`.
 */
export async function verifySnapshots(
  services: Services,
  reference: string | undefined,
  options: VerifyOptions,
): Promise<readonly VerifiedSnapshot[]> {
  const project = await loadProjectFor(services, options);
  const root = await openRoot(services, project);
  const { snapshots } = project;
  if (snapshots?.root === undefined) throw noRoot();
  const ids =
    options.all === true
      ? await listSnapshotIds(snapshots.root)
      : [
          await resolveSnapshot(snapshots.root, reference ?? project.snapshot ?? 'latest', {
            goodFor: project.nightly?.channel,
          }),
        ];
  const work = await mkdtemp(join(tmpdir(), 'saltern-keys-'));
  try {
    const verified: VerifiedSnapshot[] = [];
    for (const id of ids) {
      const place = { path: snapshots.root, work: join(work, id) };
      verified.push(
        await root.lock(() => verifyOne(services, { root, snapshots, id, depth: options.depth, ...place })),
      );
    }
    return verified;
  } finally {
    await removeTree(work);
  }
}

interface OneSnapshot {
  readonly root: SnapshotRoot;
  readonly snapshots: SnapshotSettings;
  readonly id: string;
  readonly depth: VerifyDepth;
  readonly path: string;
  readonly work: string;
}

async function verifyOne({ environment, signal }: Services, one: OneSnapshot): Promise<VerifiedSnapshot> {
  const { root, snapshots, id, depth, path, work } = one;
  const damage = await findDamage(root, id, depth);
  const nothing = { findings: [], unchecked: [] };
  // Of a damaged snapshot nobody can say who signed what.
  if (damage !== undefined || snapshots.keys.length === 0) return { id, damage, ...nothing };
  const context = { environment, signal, root: path, work };
  return { id, damage, ...(await checkSignatures(await root.read(id), snapshots.keys, context)) };
}

async function findDamage(root: SnapshotRoot, id: string, depth: VerifyDepth): Promise<string | undefined> {
  try {
    await root.verify(id, depth);
    return undefined;
  } catch (error) {
    if (!(error instanceof SalternError) || error.code !== 'SNAPSHOT_DAMAGED') throw error;
    // A disk that does not answer, or a file that may not be read, says nothing of what is in it.
    if (isUnread(error.cause)) throw error;
    return error.message;
  }
}

function isUnread(error: unknown): boolean {
  if (hasCode(error, 'EACCES', 'EPERM', 'EIO', 'ESTALE')) return true;
  return error instanceof Error && error.cause !== undefined && isUnread(error.cause);
}

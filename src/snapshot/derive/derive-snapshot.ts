import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../../base/files/disk-full.ts';
import type { AuditNote } from '../../contract/decision.ts';
import { SalternError } from '../../contract/errors.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import type { TellStep } from '../../contract/snapshot-step.ts';
import type { HeldLock, InstallCheck, SnapshotManifest } from '../../contract/snapshot.ts';
import type { SnapshotDiff } from '../../contract/snapshot-diff.ts';
import { buildSnapshot } from '../build-snapshot.ts';
import { diffSnapshots } from '../diff-snapshots.ts';
import { snapshotDigest } from '../member/content-digest.ts';
import { readMember } from '../member/read-member.ts';
import { openHashedFiles } from '../pool/hashed-files.ts';
import { openPool } from '../pool/open-pool.ts';
import { damaged } from '../root/damaged.ts';
import { explainSpace } from '../root/explain-space.ts';
import { prepareRoot } from '../root/prepare-root.ts';
import { readSnapshot } from '../root/read-snapshot.ts';
import { removeTree } from '../root/remove-tree.ts';
import { withRootLock } from '../root/root-lock.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { Solved } from '../solve/solver.ts';
import { derivedSource } from './derived-source.ts';
import { type DerivedMember, gatherMember } from './gather-member.ts';
import type { DeriveWishes } from './derive-wishes.ts';
import { planDerivation } from './plan-derivation.ts';
import { solveDerivation, type SolveContext } from './solve-derivation.ts';

export interface DeriveContext extends SolveContext {
  readonly now: Date;
  /** Who asks, for the log. */
  readonly by: string;
  readonly progress: TellStep;
  /** Writes into the log of decisions. */
  readonly note: (note: AuditNote) => Promise<void>;
}

/** What came of it. */
export interface Derivation {
  /**
   * `made`. `there`: that snapshot was made before. `same`: nothing changes, so the parent is as good. `preview`: nobody
   * wanted it made. `refused`: something could not be installed any more.
   */
  readonly kind: 'made' | 'there' | 'same' | 'preview' | 'refused';
  /** Of the new snapshot; of the parent where nothing changes. */
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly diff: SnapshotDiff;
  /** Bytes that it takes on disk beside what is there. */
  readonly bytes: number;
  /** Undefined: nobody could say; or it is there, and was asked when it was made. */
  readonly solved: Solved | undefined;
  /** Who looked whether what came can be installed, now or when it was made. */
  readonly checks: readonly InstallCheck[];
  /** What a person should know, one line each. */
  readonly notes: readonly string[];
}

/**
 * Makes a snapshot from another: held packages in an older version, given packages in addition. What changes must be
 * installable, and nothing that was may break. Throws `DERIVE_REFUSED`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`,
 * `PROGRAM_MISSING`, `USAGE` for a label that makes no id, `BUSY`, `NO_SPACE`, and the signal's reason.
 */
export async function deriveSnapshot(wishes: DeriveWishes, context: DeriveContext): Promise<Derivation> {
  const { root, signal } = context;
  return await withRootLock(root, { signal }, async (held) => {
    const parent = await readSnapshot(root, wishes.from);
    const id = nameDerived(parent.id, wishes.label);
    await prepareRoot(root);
    const work = join(LAYOUT.poolTemporary(root), randomUUID());
    try {
      return await derive({ wishes, context, held, parent, id, work });
    } catch (error) {
      signal.throwIfAborted();
      throw explainSpace(root, error);
    } finally {
      await removeTree(work);
    }
  });
}

function nameDerived(parent: string, label: string): string {
  const id = `${parent}.${label}`;
  if (isSnapshotId(id)) return id;
  throw new SalternError('USAGE', `'${label}' cannot be the label of a snapshot`, {
    hint: 'Take letters, digits, dots, dashes and underscores, 80 with those of the parent at most, a letter or digit first.',
  });
}

interface Deriving {
  readonly wishes: DeriveWishes;
  readonly context: DeriveContext;
  readonly held: HeldLock;
  readonly parent: SnapshotManifest;
  readonly id: string;
  readonly work: string;
}

async function derive(deriving: Deriving): Promise<Derivation> {
  const { wishes, context, parent, id, work } = deriving;
  const { root, now, signal } = context;
  const overlay = join(work, 'overlay');
  const plan = await planDerivation(parent, { ...wishes, directory: overlay }, context);
  const place = { root, id: parent.id, work: join(work, 'members'), overlay, now, signal };
  const members: DerivedMember[] = [];
  for (const member of parent.members) {
    const change = plan.changes.find((one) => one.member === member.name);
    members.push(await explainParent(deriving, () => gatherMember(member, change, place)));
  }
  const future = describeFuture(deriving, members);
  const notes = [...plan.notes, ...members.filter(({ isUnsigned }) => isUnsigned).map(tellUnsigned)];
  const about = {
    diff: diffSnapshots(parent, future),
    bytes: members.reduce((sum, { bytes }) => sum + bytes, plan.newBytes),
  };
  if (future.digest === parent.digest)
    return { kind: 'same', snapshot: parent, ...about, bytes: 0, solved: undefined, checks: [], notes };
  const there = await findSame(root, future);
  const snapshot = { id, digest: future.digest };
  if (there !== undefined)
    return { kind: 'there', snapshot, ...about, solved: undefined, checks: there.derivedFrom?.checks ?? [], notes };
  const { solved, notes: doubts } = await solveDerivation(
    { parent, members, work, isLenient: wishes.allowBroken },
    context,
  );
  const found = { snapshot, ...about, solved, checks: solved?.checks ?? [], notes: [...notes, ...doubts] };
  if (wishes.isDryRun) return { kind: 'preview', ...found };
  if ((solved?.broken.length ?? 0) > 0 && !wishes.allowBroken) return { kind: 'refused', ...found };
  await explainParent(deriving, () => build(deriving, members, solved));
  return { kind: 'made', ...found };
}

function describeFuture({ parent, id, context }: Deriving, members: readonly DerivedMember[]): SnapshotManifest {
  const manifests = members.map(({ manifest }) => manifest);
  const derivedFrom = { id: parent.id, digest: parent.digest };
  const digest = snapshotDigest(manifests);
  return { version: 1, id, createdAt: context.now.toISOString(), digest, derivedFrom, members: manifests };
}

/** What is wrong with a file of the parent is told of that: no mirror has anything to do with it. */
async function explainParent<T>({ context, parent }: Deriving, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    context.signal.throwIfAborted();
    const isOther = error instanceof SalternError && error.code !== 'SNAPSHOT_SOURCE';
    if (!(error instanceof Error) || isOther || isDiskFull(error)) throw error;
    throw damaged(context.root, parent.id, error.message, error);
  }
}

/** The very same, where it is there. Throws where something else has its name. */
async function findSame(root: string, { id, digest }: SnapshotManifest): Promise<SnapshotManifest | undefined> {
  const directory = LAYOUT.snapshot(root, id);
  if (!existsSync(directory)) return undefined;
  const there = await readSnapshot(root, id).catch(() => undefined);
  if (there?.digest === digest) return there;
  throw new SalternError('DERIVE_REFUSED', `'${id}' is there already, and holds something else`, {
    hint: "Take another '--label': a snapshot never changes.",
  });
}

async function build(deriving: Deriving, members: readonly DerivedMember[], solved: Solved | undefined): Promise<void> {
  const { context, held, parent, id, wishes } = deriving;
  const { root, signal, progress, now, by } = context;
  const hashed = await openHashedFiles(root);
  const pool = openPool(root, { hashed, onRotten: (sha256) => progress({ kind: 'rotten', sha256 }) });
  const source = derivedSource(
    members.map(({ gathered }) => gathered),
    hashed,
  );
  const readings = [];
  for (const { gathered } of members) readings.push(await readMember(gathered.name, { root, source, signal, pool }));
  const from = {
    id: parent.id,
    digest: parent.digest,
    checks: solved?.checks ?? [],
    ...((solved?.broken.length ?? 0) === 0 ? {} : { isBroken: true }),
  };
  const manifests = members.map(({ manifest }) => manifest);
  const parts = { readings, members: manifests, isStill: () => Promise.resolve(true), derived: { id, from } };
  const made = await buildSnapshot(parts, { root, signal, progress, hashed, now, held });
  if (made === undefined) return;
  const snapshot = { id, digest: made.digest };
  const rules = wishes.rules.map(({ name }) => `'${name}'`).join(', ');
  const reason = `from ${parent.id}${rules === '' ? '' : `, with holds: ${rules}`}${wishes.allowBroken ? ', whatever breaks' : ''}`;
  await context.note({ version: 1, at: now.toISOString(), by, action: 'derive', snapshot, parent: from, reason });
}

function tellUnsigned({ manifest: { name } }: DerivedMember): string {
  return `'${name}': its repomd.xml is another now, so the signature of the parent's was left out; clients with repo_gpgcheck refuse it`;
}

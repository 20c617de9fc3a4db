import { count } from '../base/text/count.ts';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { AuditNote } from '../contract/decision.ts';
import type { ProjectReferences, SnapshotReference, SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import { chooseRetired, type RetentionPolicy } from '../snapshot/prune/choose-retired.ts';
import { measureRemoval } from '../snapshot/prune/measure-removal.ts';
import { removeRecords } from '../snapshot/prune/remove-records.ts';
import { removeSnapshots } from '../snapshot/prune/remove-snapshots.ts';
import { explainSpace } from '../snapshot/root/explain-space.ts';
import { prepareRoot } from '../snapshot/root/prepare-root.ts';
import { chooseOldRecords } from './choose-old-records.ts';
import { findKept, type KeptSnapshots } from './find-kept-snapshots.ts';
import { leaveIn, referrerOf } from './leave-references.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { noRoot, openRoot } from './open-root.ts';
import type { Services } from './services.ts';

export interface PruneSnapshotOptions extends ProjectOptions {
  /** How many of the newest stay. Default: what the project says. */
  readonly keep?: number;
  /** Milliseconds; what is younger stays. Default: what the project says, else 0. */
  readonly minAgeMs?: number;
  /** Milliseconds; records of decisions that are older go. Default: what the project says, else none goes. */
  readonly decisionsMs?: number;
  readonly isDryRun: boolean;
  /** Projects that are gone, as `others` names them: what they refer to keeps nothing. Default: none. */
  readonly forget?: readonly string[];
}

/** What went, or would go. */
export interface PrunedSnapshots {
  /** Oldest first. */
  readonly removed: readonly SnapshotSummary[];
  /** That became free, or would. */
  readonly bytes: number;
  /** How many records of decisions went, or would. */
  readonly records: number;
  /** Snapshots that are old enough to go and stay, and what for. */
  readonly kept: readonly { readonly id: string; readonly references: readonly SnapshotReference[] }[];
  /** Other projects on the root that keep one of these. */
  readonly others: readonly ProjectReferences[];
}

/**
 * Removes snapshots that need not stay; never one that something refers to. Throws `USAGE` where nobody says what stays,
 * `BUSY`, `SNAPSHOT_SOURCE`, and what cannot be read of what may refer to them.
 */
export async function pruneSnapshots(services: Services, options: PruneSnapshotOptions): Promise<PrunedSnapshots> {
  const project = await loadProjectFor(services, options);
  const { prune } = project.snapshots ?? {};
  const keep = options.keep ?? prune?.keep;
  if (keep === undefined) {
    throw new SalternError('USAGE', 'Nobody says how many snapshots stay', {
      hint: "Say '--keep 30', or 'snapshots: { prune: { keep: 30, min-age: 90d } }' in saltern.yml.",
    });
  }
  const minAgeMs = options.minAgeMs ?? prune?.minAgeMs ?? 0;
  const decisionsMs = options.decisionsMs ?? prune?.decisionsMs;
  return await pruneBy(services, {
    project,
    policy: { keep, minAgeMs, ...(decisionsMs === undefined ? {} : { decisionsMs }) },
    isDryRun: options.isDryRun,
    forget: options.forget ?? [],
  });
}

export interface Pruning {
  readonly project: Project;
  readonly policy: RetentionPolicy & { readonly decisionsMs?: number };
  readonly isDryRun: boolean;
  /** See `PruneSnapshotOptions`. */
  readonly forget?: readonly string[];
}

/** The same of a project that is read already. */
export async function pruneBy(services: Services, pruning: Pruning): Promise<PrunedSnapshots> {
  const { project, isDryRun } = pruning;
  const path = project.snapshots?.root;
  if (path === undefined) throw noRoot();
  const root = await openRoot(services, project);
  return await root.lock(async (held) => {
    if (!isDryRun) await leaveIn(root, { services, project });
    const now = new Date(services.now());
    const { records, ...chosen } = await choosePruned(services, { ...pruning, root, path, now });
    const found = { ...chosen, records: records.length };
    const ofRecords = records.reduce((sum, { bytes }) => sum + bytes, 0);
    const ids = chosen.removed.map(({ id }) => id);
    const { signal } = services;
    if (isDryRun) return { ...found, bytes: ofRecords + (await measureRemoval(path, ids, signal)) };
    const note = (more: Partial<AuditNote>): Promise<void> =>
      root.appendNote({ version: 1, at: now.toISOString(), by: services.user, action: 'prune', reason: '', ...more });
    try {
      await prepareRoot(path);
      for (const name of pruning.forget ?? []) {
        await root.removeReferences(name);
        await note({ reason: `what '${name}' referred to is forgotten` });
      }
      const digests = new Map(chosen.removed.map(({ id, digest }) => [id, digest]));
      const before = (id: string): Promise<void> => note({ snapshot: { id, digest: digests.get(id) ?? '' } });
      const bytes = await removeSnapshots(path, ids, { held, signal, before });
      held.expectHeld();
      const tell = (some: readonly string[]): Promise<void> =>
        note({ reason: `${count(some.length, 'record')} of decisions`, records: some });
      await removeRecords(path, records, { signal, before: tell });
      return { ...found, bytes: bytes + ofRecords };
    } catch (error) {
      throw explainSpace(path, error);
    }
  });
}

interface Choosing extends Pruning {
  readonly root: SnapshotRoot;
  readonly path: string;
  readonly now: Date;
}

/** What need not stay, and what stays for whom. */
async function choosePruned(services: Services, { project, policy, forget = [], root, path, now }: Choosing) {
  const { cwd } = services;
  const [snapshots, all] = await Promise.all([
    root.list(),
    findKept(project, root, { cwd, referrer: referrerOf(services, project) }),
  ]);
  const { references, others } = leaveOut(all, forget);
  const removed = chooseRetired(snapshots, references, { ...policy, now });
  const kept = chooseRetired(snapshots, [], { ...policy, now })
    .filter(({ id }) => !removed.some((one) => one.id === id))
    .map(({ id }) => ({ id, references: references.filter(({ snapshot }) => snapshot === id) }));
  const isKeeping = (one: ProjectReferences): boolean =>
    one.references.some(({ snapshot }) => kept.some(({ id }) => id === snapshot));
  const records = await chooseOldRecords(root, { path, decisionsMs: policy.decisionsMs, now });
  return { removed, kept, others: others.filter(isKeeping), records };
}

/** Without what projects have left that are gone. Throws `USAGE` where one of them left nothing. */
function leaveOut({ references, others }: KeptSnapshots, forget: readonly string[]): KeptSnapshots {
  const unknown = forget.find((name) => !others.some(({ project }) => project === name));
  if (unknown !== undefined) {
    const names = others.map(({ project }) => project);
    throw new SalternError('USAGE', `No other project '${unknown}' left anything in the snapshot root`, {
      hint: names.length === 0 ? 'None did.' : `These did: ${names.join(', ')}.`,
    });
  }
  const gone = others.filter(({ project }) => forget.includes(project)).flatMap((one) => one.references);
  return {
    references: references.filter((one) => !gone.includes(one)),
    others: others.filter(({ project }) => !forget.includes(project)),
  };
}

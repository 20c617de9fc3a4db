import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { ProjectReferences } from '../contract/project-references.ts';
import type { SnapshotReference, SnapshotSummary } from '../contract/snapshot.ts';
import { chooseRetired, type RetentionPolicy } from '../snapshot/choose-retired.ts';
import { measureRemoval } from '../snapshot/prune/measure-removal.ts';
import { removeSnapshots } from '../snapshot/prune/remove-snapshots.ts';
import { explainSpace } from '../snapshot/root/explain-space.ts';
import { prepareRoot } from '../snapshot/root/prepare-root.ts';
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
  return await pruneBy(services, {
    project,
    policy: { keep, minAgeMs },
    isDryRun: options.isDryRun,
    forget: options.forget ?? [],
  });
}

export interface Pruning {
  readonly project: Project;
  readonly policy: RetentionPolicy;
  readonly isDryRun: boolean;
  /** See `PruneSnapshotOptions`. */
  readonly forget?: readonly string[];
}

/** The same of a project that is read already. */
export async function pruneBy(
  services: Services,
  { project, policy, isDryRun, forget = [] }: Pruning,
): Promise<PrunedSnapshots> {
  const path = project.snapshots?.root;
  if (path === undefined) throw noRoot();
  const { signal, user } = services;
  const root = await openRoot(services, project);
  return await root.lock(async (held) => {
    const now = new Date(services.now());
    const referrer = referrerOf(services, project);
    if (!isDryRun) await leaveIn(root, { services, project });
    const [snapshots, all] = await Promise.all([root.list(), findKept(project, root, { cwd: services.cwd, referrer })]);
    const { references, others } = leaveOut(all, forget);
    const removed = chooseRetired(snapshots, references, { ...policy, now });
    const kept = chooseRetired(snapshots, [], { ...policy, now })
      .filter(({ id }) => !removed.some((one) => one.id === id))
      .map(({ id }) => ({ id, references: references.filter(({ snapshot }) => snapshot === id) }));
    const ids = removed.map(({ id }) => id);
    const keeping = others.filter((one) =>
      one.references.some(({ snapshot }) => kept.some(({ id }) => id === snapshot)),
    );
    const found = { removed, kept, others: keeping };
    if (isDryRun) return { ...found, bytes: await measureRemoval(path, ids, signal) };
    const at = now.toISOString();
    for (const name of forget) {
      await root.removeReferences(name);
      await root.appendNote({
        version: 1,
        at,
        by: user,
        action: 'prune',
        reason: `what '${name}' referred to is forgotten`,
      });
    }
    const before = async (id: string): Promise<void> => {
      const { digest } = removed.find((one) => one.id === id) ?? { digest: '' };
      await root.appendNote({ version: 1, at, by: user, action: 'prune', snapshot: { id, digest }, reason: '' });
    };
    try {
      await prepareRoot(path);
      return { ...found, bytes: await removeSnapshots(path, ids, { held, signal, before }) };
    } catch (error) {
      throw explainSpace(path, error);
    }
  });
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

import type { Project, ProjectInstance } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotUse } from '../contract/plan.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { openInstanceStates, type InstanceState } from '../run/instance/instance-state.ts';
import { locateSnapshot } from '../snapshot/locate-snapshot.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

/** The own snapshots of instances that are there, by their names; undefined: the repositories of its image. */
export type OwnSnapshots = ReadonlyMap<string, SnapshotUse | undefined>;

/**
 * What instances that are there run on, wherever the newest snapshot has moved since: a night must not take away what
 * somebody works on. One whose files are no longer there is given as the instance knew it, and marked.
 */
export async function findOwnSnapshots(
  services: Services,
  project: Project,
  selected: readonly ProjectInstance[],
): Promise<OwnSnapshots> {
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const names = new Set(await states.names());
  // A damaged state is told when the instance is run.
  const read = selected
    .filter(({ name }) => names.has(name))
    .map(({ name }) => states.read(name).catch(() => undefined));
  const there = (await Promise.all(read)).filter(
    (state): state is InstanceState => state?.phases.create?.outcome === 'pass',
  );
  if (there.length === 0) return new Map();
  const root = await findRoot(services, project);
  const found = new Map<string, Promise<SnapshotUse>>();
  return new Map(
    await Promise.all(
      there.map(async ({ name, snapshot }): Promise<[string, SnapshotUse | undefined]> => {
        if (snapshot === null) return [name, undefined];
        const use = found.get(snapshot.id) ?? findAgain(root, snapshot.id);
        found.set(snapshot.id, use);
        return [name, (await use.catch(ignoreLost)) ?? { ...snapshot, isGone: true }];
      }),
    ),
  );
}

async function findAgain(root: SnapshotRoot | undefined, id: string): Promise<SnapshotUse> {
  if (root === undefined) throw new SalternError('SNAPSHOT_NOT_FOUND', `There is no snapshot '${id}' any more`);
  return await locateSnapshot(root, await root.find(id));
}

function ignoreLost(error: unknown): undefined {
  if (error instanceof SalternError && ['SNAPSHOT_NOT_FOUND', 'SNAPSHOT_DAMAGED'].includes(error.code)) return;
  throw error;
}

/** What a person should know of instances that do not run on the snapshot which new ones get, one line for each snapshot. */
export function describeStaying(own: OwnSnapshots, chosen: SnapshotUse | undefined): readonly string[] {
  const staying = [...own].filter(([, use]) => use?.id !== chosen?.id || use?.isGone === true);
  const groups = Map.groupBy(staying, ([, use]) => use?.id);
  return [...groups.values()].flatMap((group) => {
    const use = group[0]?.[1];
    const names = group.map(([name]) => name);
    const who = names.length > 3 ? `${names.length} instances` : names.join(', ');
    const them = names.length === 1 ? 'makes it anew' : 'makes them anew';
    const where = use === undefined ? 'without a snapshot' : `on snapshot ${use.id}`;
    const gone = use?.isGone === true ? ', which is gone: nothing can be installed from it' : '';
    return [`${who}: still ${where}${gone}; \`--snapshot ${chosen?.id ?? 'none'}\` ${them}`];
  });
}

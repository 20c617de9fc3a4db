import type { FetchedInstance, Project } from '../config/project.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Problem } from '../base/place/place.ts';
import type { InstancePlan, SnapshotUse } from '../contract/plan.ts';

/**
 * Plans for these instances of the project, each on its snapshot, which is given with all of its members and where each
 * is (undefined: on the repositories that its image is set up for). Pure. Throws `ConfigError` when a platform names no
 * repositories, or names one that the snapshot does not hold.
 */
export function planInstances(
  project: Project,
  instances: readonly FetchedInstance[],
  snapshotOf: (name: string) => SnapshotUse | undefined,
): InstancePlan[] {
  const problems: Problem[] = [];
  const plans = instances.map((instance) => {
    const { repositories: _, settings: __, ...plan } = instance;
    const snapshot = snapshotOf(instance.name);
    const isWhole = snapshot !== undefined && snapshot.isGone !== true;
    return { ...plan, snapshot: isWhole ? useSnapshot(project, { instance, snapshot, problems }) : snapshot };
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return plans;
}

function useSnapshot(
  project: Project,
  use: { readonly instance: FetchedInstance; readonly snapshot: SnapshotUse; readonly problems: Problem[] },
): SnapshotUse {
  const { instance, snapshot, problems } = use;
  const { repositories } = instance;
  const complain = (
    place: { readonly file: string; readonly line: number; readonly column?: number },
    message: string,
  ) => {
    if (problems.some((problem) => problem.message === message)) return;
    problems.push({ file: place.file, line: place.line, column: place.column ?? 1, message });
  };
  const held = snapshot.repositories.map(({ name }) => name);
  if (repositories === undefined) {
    const platform = project.platforms.find(({ name }) => name === instance.platform);
    const message = `platform '${instance.platform}' names no repositories of a snapshot; add some under 'snapshots: repositories'`;
    complain(platform?.place ?? instance.place, message);
  }
  for (const member of repositories?.members ?? []) {
    if (held.includes(member) || repositories === undefined) continue;
    complain(
      repositories.place,
      `snapshot '${snapshot.id}' holds no '${member}'; it holds ${held.join(', ') || 'nothing'}`,
    );
  }
  const members = repositories?.members ?? [];
  return {
    id: snapshot.id,
    digest: snapshot.digest,
    repositories: members.flatMap((member) => snapshot.repositories.filter(({ name }) => name === member)),
  };
}

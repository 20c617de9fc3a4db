import type { Project, ProjectInstance, ProjectTree } from '../config/project.ts';
import { ConfigError } from '../contract/errors.ts';
import type { Problem } from '../base/place/place.ts';
import type { InstancePlan, SnapshotUse, TreeSource } from '../contract/model.ts';

/**
 * Every instance of the project on the snapshot, given with all of its members and where each is (undefined: on what its
 * image is set up for). Pure. Throws `ConfigError` when a
 * platform names no repositories, or names one that the snapshot does not hold. A tree from git that was not fetched
 * yet has `URL#REF` as its path: enough to list and print, not to run.
 */
export function planInstances(project: Project, snapshot: SnapshotUse | undefined): InstancePlan[] {
  const problems: Problem[] = [];
  const plans = project.instances.map((instance) => {
    const { trees, repositories: _, settings: __, ...plan } = instance;
    return {
      ...plan,
      trees: trees.map(toTree),
      snapshot: snapshot && useSnapshot(project, { instance, snapshot, problems }),
    };
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return plans;
}

function useSnapshot(
  project: Project,
  use: { readonly instance: ProjectInstance; readonly snapshot: SnapshotUse; readonly problems: Problem[] },
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
    const message = `platform '${instance.platform}' names no repositories of a snapshot; add it to 'snapshots: repositories'`;
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

function toTree({ name, source, tree }: ProjectTree): TreeSource {
  if (tree !== undefined) return tree;
  const path = source.kind === 'git' ? `${source.url}#${source.ref ?? 'HEAD'}` : source.path;
  return { name, path, root: path };
}

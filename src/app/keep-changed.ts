import type { ChangedFleet } from '../contract/changed.ts';
import type { ProjectInstance, Project } from '../config/project.ts';
import { tellChanged } from '../plan/changed/describe-changed.ts';
import type { ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

/** What was selected so far. */
interface Selected {
  readonly project: Project;
  readonly selected: readonly ProjectInstance[];
}

/**
 * Of a selection those that can be affected by what changed since a branch, tag or commit, which is told in a line; all of
 * it where nobody asked. Throws `USAGE` for what is no repository or no commit, `GIT_FAILED`.
 */
export async function keepChanged<T extends Selected>(
  services: Services,
  selection: T,
  options: ProjectOptions & { readonly changed?: string },
): Promise<T & { readonly changes?: ChangedFleet }> {
  if (options.changed === undefined) return selection;
  // Imported here: other verbs need not wait for what reads trees and asks git.
  const { findChanged } = await import('./find-changed.ts');
  const changes = await findChanged(services, selection.project, { base: options.changed, options });
  const names = new Set(changes.selected.map(({ name }) => name));
  for (const line of tellChanged(changes)) services.tell(line);
  return { ...selection, selected: selection.selected.filter(({ name }) => names.has(name)), changes };
}

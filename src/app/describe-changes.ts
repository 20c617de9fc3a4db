import type { ChangedFleet } from '../contract/changed.ts';
import { describeChanged } from '../plan/changed/describe-changed.ts';
import { findChanged } from './find-changed.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

export interface DescribedChanges {
  readonly fleet: ChangedFleet;
  /** All of it in a line. */
  readonly summary: string;
}

/** What changed in the project's repository, and what that can affect. Throws what loading and asking git throws. */
export async function describeChangesOf(
  services: Services,
  { base, ...options }: ProjectOptions & { readonly base: string },
): Promise<DescribedChanges> {
  const project = await loadProjectFor(services, options);
  const fleet = await findChanged(services, project, { base, options });
  return { fleet, summary: describeChanged(fleet) };
}

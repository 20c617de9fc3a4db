import { loadProject } from '../../src/config/load-project.ts';
import type { ProjectInstance } from '../../src/config/project.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { ContentDigests } from '../../src/contract/provisioner.ts';
import { collectBundle } from '../../src/provision/bundle/collect-bundle.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { REPORTERS } from '../../src/report/index.ts';
import { loadEntrySchemas } from '../../src/contract/load-entry-schemas.ts';
import { loadOptions, type ProjectFolder } from '../unit/config/project-folder.ts';

/** The only instance of a project, as a plan: its formulas lie on this machine. */
export async function planOnly(folder: ProjectFolder): Promise<InstancePlan> {
  const reporterSchemas = () => loadEntrySchemas(REPORTERS);
  const { instances } = await loadProject({ ...loadOptions(folder), reporterSchemas });
  const [instance, ...others] = instances;
  if (instance === undefined || others.length > 0) throw new Error(`${instances.length} instances, expected one`);
  return { ...instance, snapshot: undefined, trees: treesOf(instance) };
}

/** Digests of the content of a project's only instance. */
export async function digestProject(folder: ProjectFolder): Promise<ContentDigests> {
  return await saltProvisioner.digests(await planOnly(folder));
}

/** Guest paths of what the only instance of a project gets of its formulas. */
export async function listServed(folder: ProjectFolder): Promise<readonly string[]> {
  const bundle = await collectBundle(await planOnly(folder));
  return [...bundle.keys()]
    .filter((path) => path.startsWith('srv/salt/'))
    .map((path) => path.slice('srv/salt/'.length));
}

function treesOf({ trees }: ProjectInstance): InstancePlan['trees'] {
  return trees.flatMap(({ tree }) => tree ?? []);
}

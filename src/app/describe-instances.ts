import { projectFolders } from '../contract/project-folders.ts';
import { openInstanceStates, type InstanceState, type InstanceStates } from '../run/instance/instance-state.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** What is known of one instance. */
export interface InstanceDescription {
  readonly name: string;
  readonly driver: string;
  readonly platform: string;
  readonly tags: readonly string[];
  /** Whether its suite has checks. */
  readonly hasChecks: boolean;
  /** Undefined: the instance was not created yet. */
  readonly state: InstanceState | 'damaged' | undefined;
}

/** Instances with what their state files say; the drivers are not asked, so it stays quick. */
export async function describeInstances(
  services: Services,
  instances: readonly string[],
  options: SelectOptions,
): Promise<readonly InstanceDescription[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const known = new Set(await states.names());
  return await Promise.all(
    selected.map(async ({ name, driver, platform, tags, verify }) => ({
      name,
      driver: driver.name,
      platform,
      tags,
      hasChecks: verify.length > 0,
      state: known.has(name) ? await readState(states, name) : undefined,
    })),
  );
}

function readState(states: InstanceStates, name: string): Promise<InstanceState | 'damaged' | undefined> {
  return states.read(name).catch(() => 'damaged' as const);
}

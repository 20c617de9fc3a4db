import { projectFolders } from '../contract/project-folders.ts';
import type { InstanceVerdict } from '../contract/store.ts';
import { openInstanceStates, type InstanceState, type InstanceStates } from '../run/instance/instance-state.ts';
import { openStore } from '../store/index.ts';
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
  /** The newest verdict on it, whether it is still there or not; undefined: nobody knows of any. */
  readonly verdict: InstanceVerdict | undefined;
}

/** Instances with what their state files and the history say; the drivers are not asked, so it stays quick. */
export async function describeInstances(
  services: Services,
  instances: readonly string[],
  options: SelectOptions,
): Promise<readonly InstanceDescription[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  await using store = await openStore('files', { folders });
  const verdicts = new Map((await store.verdicts().list()).map((verdict) => [verdict.instance, verdict]));
  const known = new Set(await states.names());
  return await Promise.all(
    selected.map(async ({ name, driver, platform, tags, verify }) => ({
      name,
      driver: driver.name,
      platform,
      tags,
      hasChecks: verify.length > 0,
      state: known.has(name) ? await readState(states, name) : undefined,
      verdict: verdicts.get(name),
    })),
  );
}

function readState(states: InstanceStates, name: string): Promise<InstanceState | 'damaged' | undefined> {
  return states.read(name).catch(() => 'damaged' as const);
}

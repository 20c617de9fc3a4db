import { projectFolders } from '../contract/project-folders.ts';
import { openInstanceStates, type InstanceState, type InstanceStates } from '../run/instance/instance-state.ts';
import { isNoPass, type Newest } from './judge-newest.ts';
import { readNewest } from './read-newest.ts';
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
  /** The newest that is known of it, whether it is still there or not. */
  readonly newest: Newest;
  /** Whether the newest attempt at it is known to be no pass: what `--failed` selects by. */
  readonly isFailed: boolean;
}

const UNKNOWN: Newest = { verdict: undefined, attempt: undefined };

/** Instances with what their state files and the history say; the drivers are not asked, so it stays quick. */
export async function describeInstances(
  services: Services,
  instances: readonly string[],
  options: SelectOptions,
): Promise<readonly InstanceDescription[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const [memory, names] = await Promise.all([readNewest(folders), states.names()]);
  const known = new Set(names);
  return await Promise.all(
    selected.map(async ({ name, driver, platform, tags, verify }) => {
      const newest = memory.get(name) ?? UNKNOWN;
      return {
        name,
        driver: driver.name,
        platform,
        tags,
        hasChecks: verify.length > 0,
        state: known.has(name) ? await readState(states, name) : undefined,
        newest,
        isFailed: isNoPass(newest),
      };
    }),
  );
}

function readState(states: InstanceStates, name: string): Promise<InstanceState | 'damaged' | undefined> {
  return states.read(name).catch(() => 'damaged' as const);
}

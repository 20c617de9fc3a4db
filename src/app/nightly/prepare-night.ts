import type { NightlySettings, Project } from '../../config/project.ts';
import { projectFolders, type ProjectFolders } from '../../contract/project-folders.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { channelPolicy } from '../../gate/choose-rules.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import type { ChannelPolicy, GatePolicy } from '../../gate/policy.ts';
import { nightFiles, type NightFiles } from '../../store/files/night-files.ts';
import { readFarmAccess } from '../farm/farm-access.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';
import type { NightOptions } from './night-options.ts';
import { settleNight, toProjectOptions } from './settle-night.ts';

/** All that must be there before a night can begin. */
export interface PreparedNight {
  /** What the project is loaded with, but for its snapshot. */
  readonly options: Omit<ProjectOptions, 'snapshot'>;
  readonly project: Project;
  readonly settings: NightlySettings;
  readonly root: SnapshotRoot;
  /** Id of the snapshot that was asked for. Default: none in particular. */
  readonly wanted: string | undefined;
  readonly policy: GatePolicy;
  /** Of the night's channel. */
  readonly rules: ChannelPolicy;
  readonly folders: ProjectFolders;
  readonly files: NightFiles;
}

/**
 * Reads what a night rests on, so that what is wrong with it is known before hours are spent. Throws `ConfigError`,
 * `USAGE`, `SNAPSHOT_SOURCE`, `SNAPSHOT_NOT_FOUND`, `CONFIG_NOT_FOUND`, `POLICY_INVALID`.
 */
export async function prepareNight(services: Services, given: NightOptions): Promise<PreparedNight> {
  const options = toProjectOptions(given);
  const asked = given.snapshot === undefined ? {} : { snapshot: given.snapshot };
  const project = await loadProjectFor(services, { ...options, ...asked });
  if (given.workers === true) readFarmAccess(services, project.farm);
  const settings = settleNight(project, given);
  const root = await openRoot(services, project);
  const wanted = project.snapshot === undefined ? undefined : (await root.find(project.snapshot)).id;
  const policy = await loadPolicy(project.gateFile, services.cwd);
  const rules = channelPolicy(policy, settings.channel);
  const folders = projectFolders(project.reportsDirectory);
  return { options, project, settings, root, wanted, policy, rules, folders, files: nightFiles(folders) };
}

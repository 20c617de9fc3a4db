import type { NightlySettings, Project } from '../../config/project.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { ChannelPolicy } from '../../gate/policy.ts';
import type { NightFiles } from '../../store/files/night-files.ts';
import type { ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';
import type { NightJournal } from './night-journal.ts';
import type { NightListener } from './night-options.ts';

/** What every step of a night works with. */
export interface NightScene {
  readonly services: Services;
  /** What the project is loaded with, but for its snapshot. */
  readonly options: ProjectOptions;
  readonly listener: NightListener;
  readonly project: Project;
  readonly settings: NightlySettings;
  /** The policy of the night's channel. */
  readonly rules: ChannelPolicy;
  readonly folders: ProjectFolders;
  readonly files: NightFiles;
  readonly journal: NightJournal;
  /** Whether workers of other machines run the instances. */
  readonly isOnWorkers: boolean;
}

/** What a step came to. */
export interface StepEnd {
  readonly outcome: 'done' | 'warning' | 'skipped';
  /** One line. */
  readonly text: string;
  /** What the record of the night knows now. Default: nothing new. */
  readonly change?: Partial<NightRecord>;
  /** What stood beside its way: reports that could not be written. Default: nothing did. */
  readonly troubles?: readonly unknown[];
}

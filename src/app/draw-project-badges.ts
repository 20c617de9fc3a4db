import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { NightSummary } from '../contract/night.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Badge } from '../report/badge/badge.ts';
import { collectBadges, collectUnknown } from '../report/badge/collect-badges.ts';
import { collectNightlyBadges } from '../report/badge/collect-nightly-badges.ts';
import { drawBadges, ownFolder } from '../report/badge/draw-badges.ts';
import { openStore } from '../store/index.ts';
import { findBadgeSettings } from './find-badge-settings.ts';
import { findMaxAge } from './find-max-age.ts';
import type { Services } from './services.ts';
import { updateReadme, type UpdatedReadme } from './update-readme.ts';

export interface DrawProjectOptions {
  readonly project: Project;
  /**
   * The fleet over its nights. Undefined: there is no history, or it cannot be read: badges speak of the newest verdicts, but
   * for those that speak of nights already, which stay.
   */
  readonly view: FleetView | undefined;
  /** The night that just ended: its channel says how old a result may be. Default: the newest of the view. */
  readonly night?: Pick<NightSummary, 'channel'>;
  /** Absolute; another folder for the badges. Default: what the project says, or none. */
  readonly directory?: string | undefined;
  /** Absolute; the Markdown file with the table. Default: what the project says, or none. */
  readonly readme?: string | undefined;
}

export interface ProjectBadges {
  /** Absolute; where whoever shows badges finds them. */
  readonly directory: string;
  readonly badges: readonly Badge[];
  /** Undefined: there is none to be kept. */
  readonly readme: UpdatedReadme | undefined;
}

/**
 * Draws every badge of the project as it is now, those that nothing is known of too, and keeps the table of its README.
 * Throws `NO_SPACE`, `INTERNAL`, `BUSY`, and what `updateReadme` throws.
 */
export async function drawProjectBadges(services: Services, options: DrawProjectOptions): Promise<ProjectBadges> {
  const { project, view } = options;
  const settings = findBadgeSettings(project);
  const folders = projectFolders(project.reportsDirectory);
  const directory = options.directory ?? settings.directory ?? ownFolder(folders);
  const now = services.now();
  const badges = await collectAll(options, now);
  // Where nobody knows what nights found, what was drawn of them stays.
  const drawing = { folders, badges, isBelowNights: view === undefined, now };
  const drawn = await drawBadges(drawing);
  if (directory !== ownFolder(folders)) await drawBadges({ ...drawing, directory });
  const file = options.readme ?? settings.readme;
  const readme =
    file === undefined ? undefined : await updateReadme(services, { project, file, directory, site: settings.site });
  return { directory, badges: drawn, readme };
}

async function collectAll({ project, view, night }: DrawProjectOptions, now: number): Promise<readonly Badge[]> {
  const { instances, reportsDirectory } = project;
  const channel = (night ?? view?.nights[0])?.channel.name;
  const aging = { maxAgeMs: await findMaxAge(project.gateFile, channel), now };
  await using store = await openStore('files', { folders: projectFolders(reportsDirectory) });
  const nightly = view === undefined ? [] : collectNightlyBadges(view, aging);
  const newest = collectBadges((await store.verdicts().read()).verdicts, instances, aging);
  const names = new Set(nightly.map(({ fileName }) => fileName));
  const known = [...nightly, ...newest.filter(({ fileName }) => !names.has(fileName))];
  return [...known, ...collectUnknown(instances, known)];
}

import { resolve } from 'node:path';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { ownFolder } from '../report/badge/draw-badges.ts';
import { currentView } from './current-view.ts';
import { findBadgeSettings } from './find-badge-settings.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { drawProjectBadges, type ProjectBadges } from './draw-project-badges.ts';
import type { Services } from './services.ts';
import { updateReadme, type UpdatedReadme } from './update-readme.ts';

export interface DrawOptions extends ProjectOptions {
  /** Another folder for the badges, relative to the working directory. Default: what the project says, or none. */
  readonly output?: string;
  /** The Markdown file with the table, likewise. Default: what the project says, or none. */
  readonly readme?: string;
}

/** Draws all badges of the project here as they are now, and keeps the table of its README. Throws what `drawProjectBadges` throws. */
export async function drawNow(services: Services, options: DrawOptions): Promise<ProjectBadges> {
  const project = await loadProjectFor(services, options);
  const paths = findPaths(services, project, options);
  // A table that has no place is said before anything is drawn.
  const { readme: file, directory, site } = paths;
  if (file !== undefined) await updateReadme(services, { project, file, directory, site, isCheck: true });
  const view = await currentView(services, project);
  return await drawProjectBadges(services, { project, view, ...paths });
}

/** Whether the README's table would change; writes nothing. Throws `USAGE` where no file is named, and what `updateReadme` throws. */
export async function checkReadme(services: Services, options: DrawOptions): Promise<UpdatedReadme> {
  const project = await loadProjectFor(services, options);
  const { readme: file, directory, site } = findPaths(services, project, options);
  if (file === undefined) {
    throw new SalternError('USAGE', 'There is no table of badges to look at: no file is named', {
      hint: "Name one: `saltern badges --check --readme README.md`, or 'reports: { badges: { readme: … } }'.",
    });
  }
  return await updateReadme(services, { project, file, directory, site, isCheck: true });
}

function findPaths({ cwd }: Services, project: Project, { output, readme }: DrawOptions) {
  const settings = findBadgeSettings(project);
  const own = ownFolder(projectFolders(project.reportsDirectory));
  return {
    directory: output === undefined ? (settings.directory ?? own) : resolve(cwd, output),
    readme: readme === undefined ? settings.readme : resolve(cwd, readme),
    site: settings.site,
  };
}

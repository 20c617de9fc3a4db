import { resolve } from 'node:path';
import { SalternError } from '../contract/errors.ts';
import { hasHistory, withHistory } from './open-history.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { publishSite, type PublishedSite } from './publish-site.ts';
import type { Services } from './services.ts';
import { viewFleet } from './view-fleet.ts';

export interface WriteSiteOptions extends ProjectOptions {
  /** Folder for the pages, as it was typed. Default: the project's. */
  readonly output?: string;
}

/**
 * Writes the pages as things are now. Throws `USAGE` where there is no history yet, or the folder holds something else;
 * `HISTORY_UNREACHABLE`, `NO_SPACE`.
 */
export async function writeSite(services: Services, options: WriteSiteOptions): Promise<PublishedSite> {
  const { output } = options;
  const project = await loadProjectFor(services, options);
  if (!(await hasHistory(project))) throw noHistory();
  return await withHistory(services, project, async (history) => {
    const view = await viewFleet(services, { project, history });
    const directory = output === undefined ? project.site.directory : resolve(services.cwd, output);
    return await publishSite(services, { project, history, view, directory });
  });
}

function noHistory(): SalternError {
  return new SalternError('USAGE', 'There is no history to make pages of', {
    hint: 'Run `saltern test` or `saltern nightly` first, or `saltern history import` where runs are there already.',
  });
}

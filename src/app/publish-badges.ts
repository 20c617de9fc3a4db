import { drawProjectBadges, type DrawProjectOptions, type ProjectBadges } from './draw-project-badges.ts';
import type { Services } from './services.ts';

/**
 * Draws the badges after a night, and keeps the table, where the project wants any; undefined: it wants none. Throws what
 * `drawProjectBadges` throws.
 */
export async function publishBadges(
  services: Services,
  options: DrawProjectOptions,
): Promise<ProjectBadges | undefined> {
  return options.project.reports['badges'] === false ? undefined : await drawProjectBadges(services, options);
}

import type { Project } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { readNextExpiry } from '../report/badge/read-next-expiry.ts';
import type { Services } from './services.ts';

/**
 * Draws badges as stale that have become too old since somebody last looked. Costs one short read where none has, and
 * stops nobody: what cannot be drawn is said, and tried again by the next verb.
 */
export async function redrawAged(
  services: Pick<Services, 'now' | 'tell'>,
  { reportsDirectory }: Pick<Project, 'reportsDirectory'>,
): Promise<void> {
  const folders = projectFolders(reportsDirectory);
  const next = await readNextExpiry(folders.drawn);
  const now = services.now();
  if (next === undefined || next > now) return;
  try {
    // Imported here: what draws is loaded only where there is something to draw.
    const { redrawBadges } = await import('../report/badge/redraw-badges.ts');
    await redrawBadges(folders, now);
  } catch (error) {
    services.tell(`badges that are too old could not be drawn anew: ${toTrouble(error).message}`);
  }
}

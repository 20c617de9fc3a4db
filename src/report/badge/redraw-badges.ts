import { join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { asOf } from './as-of.ts';
import { drawBadge } from './draw-badges.ts';
import { readDrawn, writeDrawn, type DrawnBadge } from './drawn-badges.ts';
import { tryLockDrawing } from './lock-drawing.ts';
import { readExpiry } from './render-badge.ts';

/**
 * Draws the badges as stale that have become too old since they were drawn: a picture cannot know the time. `now`:
 * milliseconds since the epoch. Throws `NO_SPACE`, `INTERNAL`.
 */
export async function redrawBadges(folders: ProjectFolders, now: number): Promise<void> {
  using lock = await tryLockDrawing(folders);
  // Whoever draws now draws what is true now.
  if (lock === undefined) return;
  const drawn = await readDrawn(folders.drawn);
  const ends = await Promise.allSettled(drawn.map((one) => redrawBadge(folders, one, now)));
  // What could not be drawn is still to be drawn.
  const left = ends.map((end, at) => (end.status === 'fulfilled' ? end.value : drawn[at]));
  await writeDrawn(
    folders.drawn,
    left.filter((one) => one !== undefined),
  );
  const refused = ends.find((end) => end.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

/** Undefined: nobody has it there any more, or put something else in its place. */
async function redrawBadge(folders: ProjectFolders, badge: DrawnBadge, now: number): Promise<DrawnBadge | undefined> {
  const aged = asOf(badge, now);
  if (aged === badge || badge.outcome === 'stale') return badge;
  const directory = join(folders.base, badge.folder);
  const picture = await readText(join(directory, badge.fileName), MOST_BYTES.record).catch(() => '');
  if (readExpiry(picture) === undefined) return undefined;
  await drawBadge(directory, aged);
  return aged;
}

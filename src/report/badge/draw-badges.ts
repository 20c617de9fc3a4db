import { join, relative } from 'node:path';
import pLimit from 'p-limit';
import { pathExists } from '../../base/files/path-exists.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { ProjectFolders } from '../../contract/project-folders.ts';
import { removeReport, writeReport } from '../write-report.ts';
import { asOf } from './as-of.ts';
import type { Badge } from './badge.ts';
import { lockDrawing } from './lock-drawing.ts';
import { readDrawn, writeDrawn, type DrawnBadge } from './drawn-badges.ts';
import { renderBadge } from './render-badge.ts';
import { renderEndpoint } from './render-endpoint.ts';

/** Badges written side by side: each waits until it is on disk, and a disk takes several in one go. */
const AT_ONCE = 16;

/** What is to be drawn, and where. */
export interface Drawing {
  readonly folders: ProjectFolders;
  /** Absolute. Default: `badges/` in the project's folder of results. */
  readonly directory?: string | undefined;
  readonly badges: readonly Badge[];
  /** These only where they were drawn before: whoever shows one must not go on showing what it said then. */
  readonly others?: readonly Badge[];
  /** Whether what nights say stays, wherever these badges speak of something else. Default false. */
  readonly isBelowNights?: boolean;
  /** Milliseconds since the epoch: what is too old by then is drawn as stale. */
  readonly now: number;
}

/**
 * Draws badges, each as a picture and for Shields' endpoint, and removes those of what the project no longer has; notes
 * until when each is true, for `redrawBadges`. What is as it should be is not written. Gives what is there now. Throws
 * `NO_SPACE`, `INTERNAL`, `BUSY`.
 */
export async function drawBadges(drawing: Drawing): Promise<readonly Badge[]> {
  const { folders, badges, others = [], isBelowNights = false, now } = drawing;
  const directory = drawing.directory ?? ownFolder(folders);
  using _lock = await lockDrawing(folders);
  const earlier = await readDrawn(folders.drawn);
  const folder = relative(folders.base, directory);
  const here = earlier.filter((one) => one.folder === folder);
  const nights = new Set(
    isBelowNights ? here.flatMap(({ origin, fileName }) => (origin === 'nightly' ? fileName : [])) : [],
  );
  const again = await keepThere(directory, others);
  const drawn = [...badges, ...again].filter(({ fileName }) => !nights.has(fileName)).map((badge) => asOf(badge, now));
  const kept = here.filter(
    ({ fileName }) => nights.has(fileName) && [...badges, ...others].some((one) => one.fileName === fileName),
  );

  await allDone(drawn.map((badge) => () => drawBadge(directory, badge)));
  const names = new Set([...drawn, ...kept].map(({ fileName }) => fileName));
  const known = directory === ownFolder(folders) ? await listPictures(directory) : here.map(({ fileName }) => fileName);
  await allDone(known.filter((name) => !names.has(name)).map((name) => () => removeBadge(directory, name)));
  await writeDrawn(folders.drawn, [
    ...earlier.filter((one) => one.folder !== folder),
    ...drawn.map((badge) => toDrawn(folder, badge)),
    ...kept,
  ]);
  return drawn;
}

/** Writes one badge, if it is not there already. Throws what `drawBadges` throws. */
export async function drawBadge(
  directory: string,
  badge: Pick<Badge, 'fileName' | 'label' | 'message' | 'outcome' | 'expiresAt'>,
): Promise<void> {
  const file = join(directory, badge.fileName);
  await writeChanged(file, renderBadge(badge));
  await writeChanged(endpointOf(file), renderEndpoint(badge));
}

/** Draws badges that stay as they are, each as a picture alone. Throws `NO_SPACE`, `INTERNAL`. */
export async function drawPictures(directory: string, badges: readonly Badge[]): Promise<void> {
  await allDone(badges.map((badge) => () => writeChanged(join(directory, badge.fileName), renderBadge(badge))));
}

/** Where the project has its badges unless told otherwise. */
export function ownFolder({ base }: Pick<ProjectFolders, 'base'>): string {
  return join(base, 'badges');
}

function endpointOf(file: string): string {
  return file.replace(/\.svg$/, '.json');
}

function toDrawn(folder: string, badge: Badge): DrawnBadge {
  const { fileName, label, message, outcome, origin, expiresAt } = badge;
  return { folder, fileName, label, message, outcome, origin, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

async function keepThere(directory: string, badges: readonly Badge[]): Promise<readonly Badge[]> {
  const there = await Promise.all(badges.map(({ fileName }) => pathExists(join(directory, fileName))));
  return badges.filter((_, at) => there[at]);
}

/** What cannot be listed cannot be written either, which is told. */
async function listPictures(directory: string): Promise<readonly string[]> {
  return (await readFolder(directory).catch(() => [])).filter((name) => name.endsWith('.svg'));
}

async function removeBadge(directory: string, name: string): Promise<void> {
  await removeReport(join(directory, name));
  await removeReport(endpointOf(join(directory, name)));
}

/** Most of a fleet's are as they were: reading one is quick, and writing one waits for the disk. */
async function writeChanged(file: string, text: string): Promise<void> {
  const before = await readText(file, MOST_BYTES.record).catch(() => undefined);
  if (before !== text) await writeReport(file, text);
}

/** Waits for all, so that nothing goes on behind a failure; throws the first one. */
async function allDone(works: readonly (() => Promise<void>)[]): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const refused = (await Promise.allSettled(works.map((work) => limit(work)))).find((one) => one.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

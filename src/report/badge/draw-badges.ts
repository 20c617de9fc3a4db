import { join, relative } from 'node:path';
import pLimit from 'p-limit';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { endAll } from '../../base/wait/end-all.ts';
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
 * until when each is true, for `redrawBadges`. What is as it should be is not written. Gives what it drew. Throws
 * `NO_SPACE`, `INTERNAL`, `BUSY`.
 */
export async function drawBadges(drawing: Drawing): Promise<readonly Badge[]> {
  const { folders, badges, others = [], isBelowNights = false, now } = drawing;
  const directory = drawing.directory ?? ownFolder(folders);
  const isOwn = directory === ownFolder(folders);
  const folder = relative(folders.base, directory);
  using _lock = await lockDrawing(folders);
  const there = await listFolder(directory);
  const earlier = await readDrawn(folders.drawn);
  const here = earlier.filter((one) => one.folder === folder);

  const wanted = [...badges, ...others.filter(({ fileName }) => there.includes(fileName))];
  const names = new Set([...wanted, ...others].map(({ fileName }) => fileName));
  const kept = here.filter(({ origin, fileName }) => isBelowNights && origin === 'nightly' && names.has(fileName));
  const staying = new Set(kept.map(({ fileName }) => fileName));
  const drawn = wanted.filter(({ fileName }) => !staying.has(fileName)).map((badge) => asOf(badge, now));
  await allDone(drawn.map((badge) => () => drawBadge(directory, badge)));

  for (const { fileName } of drawn) staying.add(fileName);
  // Another folder may have pictures of others: only what was drawn there is ours.
  const ours = isOwn ? there.filter((name) => name.endsWith('.svg')) : here.map(({ fileName }) => fileName);
  const gone = ours.filter((name) => !staying.has(name)).flatMap((name) => [name, endpointOf(name)]);
  await allDone([...gone, ...findHalves(there, ours)].map((name) => () => removeReport(join(directory, name))));
  const elsewhere = earlier.filter((one) => one.folder !== folder);
  await writeDrawn(folders.drawn, [...elsewhere, ...drawn.map((badge) => toDrawn(folder, badge)), ...kept]);
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

/** What cannot be listed cannot be written either, which is told. */
async function listFolder(directory: string): Promise<readonly string[]> {
  return await readFolder(directory).catch(() => []);
}

/** What somebody left half written who was killed: nobody else writes here now. */
function findHalves(there: readonly string[], ours: readonly string[]): readonly string[] {
  const files = new Set(ours.flatMap((name) => [name, endpointOf(name)]));
  return there.filter((name) => files.has(name.replace(/\.\d+$/, '')) && !files.has(name));
}

/** Most of a fleet's are as they were: reading one is quick, and writing one waits for the disk. */
async function writeChanged(file: string, text: string): Promise<void> {
  const before = await readText(file, MOST_BYTES.record).catch(() => undefined);
  if (before !== text) await writeReport(file, text);
}

async function allDone(works: readonly (() => Promise<void>)[]): Promise<void> {
  const limit = pLimit(AT_ONCE);
  await endAll(works.map((work) => limit(work)));
}

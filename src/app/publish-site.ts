import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { withLock } from '../base/lock/with-lock.ts';
import type { Project } from '../config/project.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { History } from '../contract/history.ts';
import type { NightRecord } from '../contract/night.ts';
import { VERSION } from '../contract/package-facts.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { sitePaths } from '../contract/site-paths.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { listParts } from '../site/list-parts.ts';
import type { SitePart } from '../site/site-part.ts';
import { openStore } from '../store/index.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';
import { openSiteFolder, type SiteFolder } from './site-folder.ts';
import { openSiteSource } from './site-source.ts';

export interface SiteOptions {
  readonly project: Pick<Project, 'reportsDirectory' | 'snapshots' | 'site'>;
  readonly history: History;
  readonly view: FleetView;
  /** The record of a night of which the history does not know all yet. Default: it knows all. */
  readonly night?: NightRecord;
  /** Absolute path of the site's folder. Default: the project's. */
  readonly directory?: string;
}

/** What was published. */
export interface PublishedSite {
  /** Absolute path of the first page. */
  readonly file: string;
  /** How many pages and files were written; the others were there already. */
  readonly pages: number;
}

/**
 * Writes the pages of the fleet, those of earlier nights only where they are not there. Each is put in its place by one
 * rename, and what it leads to comes before it; what was forgotten is removed last. Throws `USAGE` for a folder that
 * holds something else, `NO_SPACE`, `INTERNAL`, `HISTORY_UNREACHABLE`.
 */
export async function publishSite(services: Services, options: SiteOptions): Promise<PublishedSite> {
  const { project, history, view, night } = options;
  const folders = projectFolders(project.reportsDirectory);
  const directory = options.directory ?? project.site.directory;
  const target = { directory: folders.locks, key: `site ${directory}` };
  return await withLock(
    target,
    async () => {
      await using store = await openStore('files', { folders });
      const root = await findSnapshots(services, project);
      const folder = await openSiteFolder(directory);
      const source = openSiteSource({ view, history, evidence: store.evidence(), folders, root });
      const parts = await listParts(source, { night, earlier: folder.earlier, edition: VERSION });
      const pages = await writeParts(folder, parts, services.signal);
      return { file: join(directory, sitePaths.fleet), pages };
    },
    { signal: services.signal },
  );
}

async function writeParts(folder: SiteFolder, parts: readonly SitePart[], signal: AbortSignal): Promise<number> {
  const gone = folder.listGone(parts);
  // What earlier pages lead to may be among what goes.
  const mayStay = gone.length === 0 && folder.earlier.edition === VERSION;
  const open = parts.filter(({ path, isSettled }) => !(mayStay && isSettled && folder.has(path)));
  let written = 0;
  for (const alike of groupAlike(open)) {
    await forEachAtOnce(alike, signal, async (part) => {
      const files = await part.render();
      const count = await folder.write(part, files);
      written += count;
    });
  }
  await folder.remove(gone);
  return written;
}

/** So that the disk is not waited for page by page; more hold more pages in memory and gain nothing. */
const AT_ONCE = 8;

/** The first trouble ends it, once what was begun has ended too: nothing is written after this has thrown. */
async function forEachAtOnce<T>(
  items: readonly T[],
  signal: AbortSignal,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const acting = items.map((item) =>
    limit(async () => {
      try {
        either.throwIfAborted();
        await act(item);
      } catch (error) {
        stop.abort(error);
      }
    }),
  );
  await Promise.all(acting);
  stop.signal.throwIfAborted();
}

/** Neighbours in one folder are of one kind, and there is no order among them; those at the top are each for itself. */
function groupAlike(parts: readonly SitePart[]): readonly (readonly SitePart[])[] {
  const groups: SitePart[][] = [];
  for (const part of parts) {
    const [last, folder] = [groups.at(-1), dirname(part.path)];
    if (last?.[0] !== undefined && folder !== '.' && dirname(last[0].path) === folder) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** Without the snapshots' own facts the rest is still worth showing. */
async function findSnapshots(
  services: Services,
  project: Pick<Project, 'snapshots'>,
): Promise<SnapshotRoot | undefined> {
  return await findRoot(services, project).catch(() => undefined);
}

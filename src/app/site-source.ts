import { basename, join } from 'node:path';
import { pathExists } from '../base/files/path-exists.ts';
import { toFileName } from '../base/text/file-name.ts';
import type { FleetView } from '../contract/fleet-view.ts';
import type { History, ResultRow } from '../contract/history.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { EvidenceRecords } from '../contract/store.ts';
import { givesVerdict } from '../report/gives-verdict.ts';
import { diffWithin } from '../snapshot/diff-snapshots.ts';
import type { CopiedFile, SiteSource } from '../site/site-source.ts';

/** Where the pages' facts come from. */
export interface SourceOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly evidence: EvidenceRecords;
  readonly folders: ProjectFolders;
  /** Undefined: the project has none, or it cannot be read now. */
  readonly root: SnapshotRoot | undefined;
}

/** The site's facts from history, evidence, snapshots and the folders of runs; what is asked twice is read once. */
export function openSiteSource({ view, history, evidence, folders, root }: SourceOptions): SiteSource {
  const results = new Map<string, Promise<readonly ResultRow[]>>();
  const packages = new Map<string, Promise<readonly string[] | undefined>>();
  const runs = once(() => history.runs());
  // A root that is not there now is no reason to show nothing.
  const snapshots = once(async () => (await root?.list().catch(() => [])) ?? []);
  return {
    view,
    night: (id) => history.night(id),
    runs,
    run: (runId) => history.run(runId),
    results: (query) =>
      remembered(results, JSON.stringify(query), async () => {
        // `create` and `converge` look at less than a verdict promises.
        const judging = new Set((await runs()).filter(({ verb }) => givesVerdict(verb)).map(({ runId }) => runId));
        return (await history.results(query)).filter(({ runId }) => judging.has(runId));
      }),
    packages: (instance, runId, snapshot) =>
      remembered(packages, JSON.stringify([instance, runId]), () =>
        // What cannot be read is not known: no page may fail for it.
        evidence.packages(instance, runId, snapshot).catch(() => undefined),
      ),
    snapshots,
    changes: async (from, to) => {
      const diff = await (root && diffWithin(root, from, to))?.catch(() => undefined);
      return diff && { from, changes: diff.changes };
    },
    filesOf: (runId, files) => findFiles(folders.run(runId).directory, files),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** What a browser shows as it is, by how its name ends. Events of a run are for programs. */
const SHOWN: readonly { readonly end: string; readonly title: string; readonly copyEnd: string }[] = [
  { end: '.console.log', title: 'console', copyEnd: '.console.txt' },
  { end: '.log', title: 'log', copyEnd: '.log.txt' },
  { end: '.txt', title: 'text', copyEnd: '.txt' },
  { end: '.png', title: 'picture of the screen', copyEnd: '.png' },
];

/** Runs are removed before their history is: then there is nothing left to show. */
async function findFiles(directory: string, files: readonly string[]): Promise<readonly CopiedFile[]> {
  const found = files.map(async (file): Promise<readonly CopiedFile[]> => {
    const kind = SHOWN.find(({ end }) => file.endsWith(end));
    const from = join(directory, file);
    if (kind === undefined || isOutside(file) || !(await pathExists(from))) return [];
    const name = toFileName(`${basename(file).slice(0, -kind.end.length)}${kind.copyEnd}`);
    return [{ name, title: kind.title, from }];
  });
  return (await Promise.all(found)).flat();
}

/** The history may come from elsewhere: a path in it reaches nothing beside the run. */
function isOutside(file: string): boolean {
  return file.startsWith('/') || file.split(/[/\\]/).includes('..');
}

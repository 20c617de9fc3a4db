import { pathExists } from '../base/files/path-exists.ts';
import { readFolder } from '../base/files/read-folder.ts';
import type { RunStory } from '../contract/history.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import { tellStory } from '../report/story/tell-story.ts';
import { runStorySchema } from '../store/history/run-story-schema.ts';
import { writeStory } from '../store/history/story-files.ts';
import { findEvidenceDigests } from './find-evidence-digests.ts';
import { readToldRun } from './read-told-run.ts';
import { isRunning } from './run-lock.ts';

/** Runs that are looked at: one that was killed is among the newest, or was looked at before. */
const MOST_RUNS = 10;

export interface RecoverOptions {
  readonly folders: ProjectFolders;
  readonly store: Store;
  /** Paths below it are shown relative. */
  readonly cwd: string;
}

/**
 * Tells the stories of the newest runs that were killed before they could, from their events: what an instance had proved
 * by then counts, for the evidence of it is kept.
 */
export async function recoverStories(options: RecoverOptions): Promise<readonly RunStory[]> {
  const { folders } = options;
  const ids = (await readFolder(folders.runs)).slice(-MOST_RUNS);
  const stories = await Promise.all(ids.map((id) => recoverStory(id, options).catch(() => undefined)));
  return stories.filter((story) => story !== undefined);
}

/**
 * The story of one run that has none, which is written too; undefined where it has one, is under way, or
 * left nothing. Throws what Node says of events that cannot be read, an `Error` for those that are none.
 */
export async function recoverStory(id: string, { folders, store, cwd }: RecoverOptions): Promise<RunStory | undefined> {
  const folder = folders.run(id);
  if ((await pathExists(folder.story)) || !(await pathExists(folder.events)) || (await isRunning(folder)))
    return undefined;
  const told = await readToldRun(folder);
  if (told === undefined || told.started.runId !== id) return undefined;
  const { started, result, begun } = told;
  const evidence = await findEvidenceDigests(store, result.instances);
  const story = tellStory(started, result, { cwd, begun, snapshots: new Map(), flaky: new Set(), evidence });
  // The events were a file that anything may have been done to.
  const checked = runStorySchema.parse(story);
  await writeStory(folder.story, checked);
  return checked;
}

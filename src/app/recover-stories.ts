import { pathExists } from '../base/files/path-exists.ts';
import { readFolder } from '../base/files/read-folder.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { parseJson } from '../base/json/parse-json.ts';
import type { RunEvent } from '../contract/events.ts';
import type { RunStory } from '../contract/history.ts';
import { worstOutcome } from '../contract/outcome.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';
import type { RunResult } from '../contract/result.ts';
import type { Store } from '../contract/store.ts';
import { tellStory } from '../report/story/tell-story.ts';
import { runStorySchema } from '../store/history/run-story-schema.ts';
import { writeStory } from '../store/history/story-files.ts';
import { findEvidenceDigests } from './find-evidence-digests.ts';
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
  const told = gather(await readEvents(folder.events));
  if (told === undefined || told.started.runId !== id) return undefined;
  const { started, result, begun } = told;
  const evidence = await findEvidenceDigests(store, result.instances);
  const story = tellStory(started, result, { cwd, begun, snapshots: new Map(), flaky: new Set(), evidence });
  // The events were a file that anything may have been done to.
  const checked = runStorySchema.parse(story);
  await writeStory(folder.story, checked);
  return checked;
}

async function readEvents(file: string): Promise<readonly RunEvent[]> {
  const lines = (await readText(file, MOST_BYTES.log)).split('\n');
  // The last line may have been cut; what is in the others is checked once it has become a story.
  return lines.flatMap((line) => (parseJson(line) as RunEvent | undefined) ?? []);
}

interface Told {
  readonly started: Extract<RunEvent, { type: 'run-started' }>;
  readonly result: RunResult;
  readonly begun: ReadonlyMap<string, number>;
}

function gather(events: readonly RunEvent[]): Told | undefined {
  const started = events.find((event) => event.type === 'run-started');
  const instances = events.flatMap((event) => (event.type === 'instance-finished' ? [event.result] : []));
  if (started === undefined) return undefined;
  const ended = events.find((event) => event.type === 'run-finished');
  const begun = events.flatMap((event) =>
    event.type === 'instance-started' ? [[event.instance, event.at] as const] : [],
  );
  const result = ended?.result ?? {
    runId: started.runId,
    outcome: worstOutcome(instances.map(({ outcome }) => outcome)),
    instances,
    startedAt: new Date(started.at).toISOString(),
    durationMs: Math.max(0, (events.at(-1)?.at ?? started.at) - started.at),
    interrupted: true,
  };
  return { started, result, begun: new Map(begun) };
}

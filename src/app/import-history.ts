import { readFolder } from '../base/files/read-folder.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { pathExists } from '../base/files/path-exists.ts';
import { whySystem } from '../base/error/system-error.ts';
import type { Project } from '../config/project.ts';
import type { AuditEntry } from '../contract/decision.ts';
import type { RunStory } from '../contract/history.ts';
import type { NightRecord } from '../contract/night.ts';
import { projectFolders, type ProjectFolders } from '../contract/project-folders.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { nightSchema } from '../store/night-schema.ts';
import { readStory } from '../store/history/story-files.ts';
import { openStore } from '../store/index.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { withHistory } from './open-history.ts';
import { findRoot } from './open-root.ts';
import { isWhole } from './record-history.ts';
import { recoverStory } from './recover-stories.ts';
import type { Services } from './services.ts';

/** What was read in, and what could not be. */
export interface ImportedHistory {
  /** Where to, for people. */
  readonly place: string;
  readonly runs: number;
  readonly nights: number;
  readonly decisions: number;
  /** One for each file that is damaged: the others were read in all the same. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}

/**
 * Fills the history in from what runs, nights and decisions left on disk; what it has already stays as it is, or becomes
 * what its file says. Throws `HISTORY_UNREACHABLE`.
 */
export async function importHistory(services: Services, options: ProjectOptions): Promise<ImportedHistory> {
  const project = await loadProjectFor(services, options);
  const folders = projectFolders(project.reportsDirectory);
  const damaged: { file: string; why: string }[] = [];
  const attempt = async <T>(file: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      damaged.push({ file, why: describe(error) });
      return undefined;
    }
  };
  const decisions = (await attempt(project.snapshots?.root ?? '', () => readDecisions(services, project))) ?? [];
  return await withHistory(services, project, async (history) => {
    let [runs, nights] = [0, 0];
    // One after the other: a year of them need not be in memory at once.
    for (const id of await readFolder(folders.runs)) {
      const story = await attempt(folders.run(id).story, () => readRun(id, { services, folders }));
      if (story === undefined || !isWhole(story)) continue;
      await history.putRun(story);
      runs += 1;
    }
    for (const name of await readFolder(folders.nights)) {
      if (!name.endsWith('.json')) continue;
      const file = folders.night(name.slice(0, -'.json'.length));
      const night = await attempt(file, () => readNight(file));
      if (night === undefined) continue;
      await history.putNight(night);
      nights += 1;
    }
    for (const entry of decisions) await history.putDecision(entry);
    return { place: history.place, runs, nights, decisions: decisions.length, damaged };
  });
}

/** Undefined for one that says nothing: it is under way, or left nothing. */
async function readRun(
  id: string,
  { services, folders }: { readonly services: Services; readonly folders: ProjectFolders },
): Promise<RunStory | undefined> {
  const { story: file } = folders.run(id);
  if (!(await pathExists(file))) {
    await using store = await openStore('files', { folders });
    return await recoverStory(id, { folders, store, cwd: services.cwd });
  }
  const story = await readStory(file);
  if (story.runId !== id) throw new Error(`it is the story of the run '${story.runId}'`);
  return story;
}

async function readNight(file: string): Promise<NightRecord> {
  const parsed = nightSchema.safeParse(JSON.parse(await readText(file, MOST_BYTES.record)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'no record of a night'}`);
}

async function readDecisions(services: Services, project: Project): Promise<readonly AuditEntry[]> {
  return (await (await findRoot(services, project))?.readAudit())?.entries ?? [];
}

function describe(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not whole JSON';
  return error instanceof Error && 'why' in error ? String(error.why) : toTrouble(error).message || whySystem(error);
}

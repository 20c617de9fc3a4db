import { grownFile } from '../base/files/grown-file.ts';
import { readFolder } from '../base/files/read-folder.ts';
import { parseJson } from '../base/json/parse-json.ts';
import { takeLock } from '../base/lock/take-lock.ts';
import { decodeText } from '../base/text/decode-text.ts';
import { splitLines } from '../base/text/split-lines.ts';
import { waitUntil } from '../base/wait/wait-until.ts';
import { projectFolders, type ProjectFolders, type RunFolder } from '../contract/project-folders.ts';
import { noLogs, type LogOptions } from './read-logs.ts';
import { selectFleet } from './select-fleet.ts';
import type { Services } from './services.ts';

const LOOK_MS = 200;
/** Looks without a new line after which it is asked whether the run is still there: a killed one says no last word. */
const SILENT_LOOKS = 10;

/** Where the text of logs goes; `names`: all that are followed. */
export type LogTaker = (names: readonly string[]) => (name: string, text: string) => void;

/**
 * Gives the log of each instance from its beginning on, as it grows, until its run has done with it: the newest run that
 * has the instance, or the one that `options.run` names. Throws `USAGE` where there is no such run, and the signal's
 * reason.
 */
export async function followLogs(
  services: Services,
  instances: readonly string[],
  options: LogOptions,
  take: LogTaker,
): Promise<void> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const names = selected.map(({ name }) => name);
  const runs = await findRuns(folders, names, options.run);
  if (runs.size === 0) throw noLogs(options.run);
  const give = take([...runs.keys()]);
  await Promise.all(
    [...runs].map(async ([name, run]) => {
      const followed = { name, run, file: run[options.form](name), locks: folders.locks };
      const end = await follow(followed, (text) => give(name, text), services.signal);
      if (end === 'lost') services.tell(`the run of '${name}' ended without a result: its saltern is gone`);
      if (end === 'over') services.tell(`no run of '${name}' is under way; this is the log of the last one`);
    }),
  );
}

/** The run of each instance that has one. */
async function findRuns(
  folders: ProjectFolders,
  names: readonly string[],
  wanted: string | undefined,
): Promise<ReadonlyMap<string, RunFolder>> {
  const ids = wanted === undefined ? (await readFolder(folders.runs)).toReversed() : [wanted];
  const found = new Map<string, RunFolder>();
  for (const id of ids) {
    if (found.size === names.length) break;
    const run = folders.run(id);
    const told = await namesIn(run);
    for (const name of names) if (told.includes(name) && !found.has(name)) found.set(name, run);
  }
  return found;
}

/** Instances that a run began with, by its first event. */
async function namesIn(run: RunFolder): Promise<readonly string[]> {
  const [first = ''] = (await grownFile(run.events).read()).toString().split('\n', 1);
  const event = readEvent(first);
  return event.instances?.map(({ name }) => name) ?? [];
}

interface Followed {
  readonly name: string;
  readonly run: RunFolder;
  readonly file: string;
  readonly locks: string;
}

/** `over`: it had ended before; `lost`: it ended, and did not say so. */
async function follow(
  { name, run, file, locks }: Followed,
  give: (text: string) => void,
  signal: AbortSignal,
): Promise<'ended' | 'over' | 'lost'> {
  const [log, events] = [grownFile(file), grownFile(run.events)];
  let isOver = false;
  const lines = splitLines((line) => {
    const { type, instance } = readEvent(line);
    isOver ||= type === 'run-finished' || (type === 'instance-finished' && instance === name);
  });
  const [told, heard] = [decodeText(give), decodeText(lines.push)];
  let [looks, silent] = [0, 0];
  const end = await waitUntil(
    async () => {
      // What is written at its end may come a moment after the event of the end.
      const wasOver = isOver;
      const added = [await events.read(), await log.read()] as const;
      heard.push(added[0]);
      told.push(added[1]);
      looks += 1;
      silent = added.some((bytes) => bytes.length > 0) ? 0 : silent + 1;
      if (wasOver) return looks === 2 ? ('over' as const) : ('ended' as const);
      if (isOver || silent === 0 || silent % SILENT_LOOKS > 0) return undefined;
      return (await isFree(locks, name)) ? ('lost' as const) : undefined;
    },
    { signal, intervalMs: LOOK_MS },
  );
  told.end();
  return end ?? 'ended';
}

/** Whether no saltern works on it: one that does holds this lock, and loses it however it ends. */
async function isFree(directory: string, key: string): Promise<boolean> {
  using lock = await takeLock({ directory, key });
  return lock !== undefined;
}

interface ReadEvent {
  readonly type?: string;
  readonly instance?: string;
  readonly instances?: readonly { readonly name: string }[];
}

/** Empty for what is no event: a line may be cut. */
function readEvent(line: string): ReadEvent {
  const value: unknown = parseJson(line);
  return typeof value === 'object' && value !== null ? value : {};
}

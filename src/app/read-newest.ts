import { asMap, asText } from '../base/json/json-value.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { parseJson } from '../base/json/parse-json.ts';
import type { ProjectFolders } from '../contract/project-folders.ts';
import type { OpenAttempt, Remembered } from '../contract/store.ts';
import { openStore } from '../store/index.ts';
import type { AttemptEnd, Newest } from './judge-newest.ts';
import { isRunning } from './run-lock.ts';

/** The newest that is known of each instance that was ever tried, those that the project no longer has included. */
export async function readNewest(folders: ProjectFolders): Promise<ReadonlyMap<string, Newest>> {
  await using store = await openStore('files', { folders });
  const remembered = await store.verdicts().read();
  const ends = await readEnds(remembered, folders);
  const verdicts = new Map(remembered.verdicts.map((verdict) => [verdict.instance, verdict]));
  const attempts = new Map(
    remembered.attempts.map(({ instance, runId, at }) => [
      instance,
      { instance, runId, at, end: ends.get(instance) ?? 'killed' },
    ]),
  );
  const names = new Set([...verdicts.keys(), ...attempts.keys()]);
  return new Map([...names].map((name) => [name, { verdict: verdicts.get(name), attempt: attempts.get(name) }]));
}

async function readEnds({ attempts }: Remembered, folders: ProjectFolders): Promise<ReadonlyMap<string, AttemptEnd>> {
  const ends = new Map<string, AttemptEnd>();
  for (const { instance, isInterrupted } of attempts) if (isInterrupted) ends.set(instance, 'interrupted');
  const open = attempts.filter(({ isInterrupted }) => isInterrupted !== true);
  for (const [runId, own] of Map.groupBy(open, (attempt) => attempt.runId)) {
    for (const [instance, end] of await readEndsOfRun(folders.run(runId), own)) ends.set(instance, end);
  }
  return ends;
}

/** A run that is under way, or was killed: its own story says which of its instances had ended by then. */
async function readEndsOfRun(
  folder: ReturnType<ProjectFolders['run']>,
  attempts: readonly OpenAttempt[],
): Promise<ReadonlyMap<string, AttemptEnd>> {
  const isUnderWay = await isRunning(folder);
  const story = await readText(folder.events, MOST_BYTES.log).catch(() => '');
  const ended = new Map(story.split('\n').flatMap((line) => readEnd(line) ?? []));
  return new Map(
    attempts.map(({ instance }) => [instance, ended.get(instance) ?? (isUnderWay ? 'running' : 'killed')]),
  );
}

function readEnd(line: string): [readonly [string, AttemptEnd]] | undefined {
  if (!line.includes('"type":"instance-finished"')) return undefined;
  const event = asMap(parseJson(line));
  const [name, result] = [asText(event['instance']), asMap(event['result'])];
  const outcome = asText(result['outcome']);
  if (name === undefined) return undefined;
  if (asMap(result['trouble'])['code'] === 'INTERRUPTED') return [[name, 'interrupted']];
  return outcome === 'pass' || outcome === 'fail' || outcome === 'error' ? [[name, outcome]] : undefined;
}

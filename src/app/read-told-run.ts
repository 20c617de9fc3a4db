import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import { parseJson } from '../base/json/parse-json.ts';
import type { RunEvent, RunStarted } from '../contract/events.ts';
import { worstOutcome } from '../contract/outcome.ts';
import type { RunFolder } from '../contract/project-folders.ts';
import type { RunResult } from '../contract/result.ts';

/** What a run's events say of it. */
export interface ToldRun {
  readonly started: RunStarted;
  /** Of a run that was killed: with those that had ended, and interrupted. */
  readonly result: RunResult;
  /** When instances were begun with, milliseconds since the epoch. */
  readonly begun: ReadonlyMap<string, number>;
}

/**
 * A run as its events tell it, also one that was killed; undefined where they do not say how it began. They are not
 * checked: anything may have been done to the file. Throws what Node says of one that cannot be read.
 */
export async function readToldRun({ events }: Pick<RunFolder, 'events'>): Promise<ToldRun | undefined> {
  return gather(await readEvents(events));
}

async function readEvents(file: string): Promise<readonly RunEvent[]> {
  const lines = (await readText(file, MOST_BYTES.log)).split('\n');
  // The last line may have been cut; what is in the others is checked once it has become a story.
  return lines.flatMap((line) => (parseJson(line) as RunEvent | undefined) ?? []);
}

/** What a run's events say of it. */
export function gather(events: readonly RunEvent[]): ToldRun | undefined {
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

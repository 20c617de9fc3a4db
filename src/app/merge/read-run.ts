import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { isSystemError, whySystem } from '../../base/error/system-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { canonicalText } from '../../base/json/canonical-text.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { runFolder } from '../../contract/project-folders.ts';
import type { RunStory } from '../../contract/history.ts';
import type { RunRecord } from '../../contract/store.ts';
import type { RunShard } from '../../contract/shard.ts';
import { readStory } from '../../store/history/story-files.ts';
import { runRecordSchema } from '../../store/record-schemas.ts';
import { parseRunEvents, type ParsedEvents } from './parse-run-events.ts';

/** A run that has ended, as its three files tell it. */
export interface ReadRun extends ParsedEvents {
  readonly record: RunRecord;
  readonly story: RunStory;
}

/**
 * Reads a run from its folder, whose files may have come from another machine and been changed on the way. Throws an
 * `Error` of one line for what is damaged, is a link, did not come to its end, or contradicts itself.
 */
export async function readRun(directory: string): Promise<ReadRun> {
  const { record: recordFile, events, story: storyFile } = runFolder(directory);
  const record = runRecordSchema.safeParse(parseJson(await read(recordFile, MOST_BYTES.record))).data;
  if (record === undefined) throw new Error(`its '${basename(recordFile)}' is damaged`);
  if (record.end === undefined) throw new Error('it did not come to its end: it was killed, or is under way');
  const parsed = parseRunEvents(await read(events, MOST_BYTES.log));
  await refuseOther(storyFile);
  const story = await readStory(storyFile).catch((cause: unknown) => {
    throw new Error(`its '${basename(storyFile)}' is damaged: ${describe(cause)}`, { cause });
  });
  const { started, result } = parsed;
  if (new Set([record.runId, story.runId, started.runId, result.runId]).size > 1)
    throw new Error('its files are of different runs');
  if (new Set([record.shard, story.shard, started.shard].map(shardText)).size > 1)
    throw new Error('its files tell different things of its shard');
  for (const { name, outcome } of record.instances) {
    const own = result.instances.find((one) => one.name === name);
    if (own?.outcome !== outcome)
      throw new Error(
        `its files tell different things of '${name}': ${outcome ?? 'nothing'}, and ${own?.outcome ?? 'nothing'}`,
      );
  }
  return { ...parsed, record, story };
}

/** A sentence for any error of reading. */
export function describe(error: unknown): string {
  if (error instanceof UnreadableError) return error.why;
  if (isSystemError(error)) return whySystem(error);
  return error instanceof Error ? error.message : String(error);
}

async function read(file: string, mostBytes: number): Promise<string> {
  await refuseOther(file);
  return await readText(file, mostBytes).catch((cause: unknown) => {
    throw new Error(`its '${basename(file)}' cannot be read: ${describe(cause)}`, { cause });
  });
}

/** A link may lead to anything on this machine; so may one that stands for the folder, once its content is here. */
async function refuseOther(file: string): Promise<void> {
  for (const path of [dirname(file), file]) {
    const found = await lstat(path).catch((cause: unknown) => {
      throw new Error(`its '${basename(path)}' cannot be read: ${describe(cause)}`, { cause });
    });
    if (found.isSymbolicLink())
      throw new Error(path === file ? `its '${basename(path)}' is a link` : 'its folder is a link');
  }
}

function shardText(shard: RunShard | undefined): string {
  return shard === undefined ? 'none' : canonicalText({ ...shard });
}

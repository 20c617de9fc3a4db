import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { RunStory } from '../../contract/history.ts';
import { writeText } from '../files/write-record.ts';
import { runStorySchema } from './run-story-schema.ts';

/** Writes `story.json`, aside and renamed. Throws `NO_SPACE`, `INTERNAL`. */
export function writeStory(file: string, story: RunStory): Promise<void> {
  // Not laid out: it is most of what a run leaves, and programs read it.
  return writeText(file, `${printableJson(story)}\n`);
}

/** Reads one. Throws `UnreadableError`, and an `Error` of one line for what is no story. */
export async function readStory(file: string): Promise<RunStory> {
  const text = await readText(file, MOST_BYTES.record);
  const parsed = runStorySchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'no story of a run'}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('it is not whole JSON', { cause: error });
  }
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readText } from '../../base/files/read-regular.ts';
import { replaceFile } from '../../base/files/replace-file.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { TargetMove } from '../../contract/target.ts';
import { targetFailed } from './target-failed.ts';

const schema = z.looseObject({ generation: z.int().nonnegative(), to: z.string() });

/** What a target keeps of the last move that it was asked for; more than that is its own. */
export type GenerationNote = z.infer<typeof schema>;

/** Undefined where there is none. Throws `TARGET_FAILED` where it is damaged, and what the system says. */
export async function readNote(file: string, title: string): Promise<GenerationNote | undefined> {
  try {
    const parsed = schema.safeParse(parseJson(await readText(file, MOST_BYTES.record)));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  throw targetFailed(title, `has a damaged note of its last move, '${file}'`, {
    hint: 'See where the target is, and remove the note.',
  });
}

/** Forced to disk. */
export async function writeNote(file: string, note: GenerationNote): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `${printableJson(note, 2)}\n`);
}

/** Refuses a move that is older than the last one, or another one of the same number. Throws `TARGET_FAILED`. Pure. */
export function expectNewer(note: GenerationNote | undefined, move: TargetMove, title: string): void {
  if (note === undefined || note.generation < move.generation) return;
  if (note.generation === move.generation && note.to === move.to.id) return;
  throw targetFailed(title, `has seen move ${note.generation}, to '${note.to}': move ${move.generation} is older`, {
    hint: 'Another snapshot root moves it too. Name it in one project only, or remove its note of the last move.',
  });
}

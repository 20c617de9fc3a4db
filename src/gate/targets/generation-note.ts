import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readText } from '../../base/files/read-regular.ts';
import { replaceFile } from '../../base/files/replace-file.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { TargetContext, TargetMove } from '../../contract/target.ts';
import { hasSnapshot } from './has-snapshot.ts';
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
    hint: ANOTHER_ROOT,
  });
}

const ANOTHER_ROOT =
  'Another snapshot root moves it too. Name it in one project only, or remove its note of the last move.';

/**
 * The same, and refuses what was moved last to a snapshot that this root does not have; see `hasSnapshot`. Throws
 * `TARGET_FAILED`.
 */
export async function expectNext(
  note: GenerationNote | undefined,
  move: TargetMove,
  title: string,
  context: Pick<TargetContext, 'members'>,
): Promise<void> {
  expectNewer(note, move, title);
  if (note === undefined || isBetween(note.to, move) || (await hasSnapshot(context, note.to))) return;
  const what = `has seen move ${note.generation}, to '${note.to}', which this snapshot root does not have`;
  throw targetFailed(title, what, { hint: ANOTHER_ROOT });
}

/**
 * Whether there is nothing to take back: what a target noted is of neither end of the move, for it refused it, or never
 * heard of it. Pure.
 */
export function isNotBegun(note: GenerationNote | undefined, move: TargetMove): boolean {
  return move.undoes !== undefined && (note === undefined || !isBetween(note.to, move));
}

/** The same of the first move of a channel, which leaves nothing behind where it is taken back. Pure. */
export function isNotFirst(note: GenerationNote | undefined, { to, undoes }: TargetMove): boolean {
  return note?.generation !== undoes || note?.to !== to.id;
}

function isBetween(id: string, { from, to }: TargetMove): boolean {
  return id === to.id || id === from?.id;
}

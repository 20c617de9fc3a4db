import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { readText } from '../../base/files/read-regular.ts';
import { replaceFile } from '../../base/files/replace-file.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { ChannelMove } from '../../contract/channel-move.ts';
import { SalternError } from '../../contract/errors.ts';
import { isPlainName, LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';
import { writeRoot } from './write-root.ts';

/** The last move of a channel; undefined: none is on record. Throws `SNAPSHOT_SOURCE`. */
export async function readMove(root: string, channel: string): Promise<ChannelMove | undefined> {
  if (!isPlainName(channel)) return undefined;
  const file = LAYOUT.move(root, channel);
  const text = await withinRoot(root, () => readRecord(file));
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success && parsed.data.channel === channel) return parsed.data;
  throw new SalternError('SNAPSHOT_SOURCE', `The record '${file}' of the last move of '${channel}' is damaged`, {
    hint: 'See where the channel and its targets are, put them right by hand, and remove the record.',
    cause: parsed.error,
  });
}

/** Moves that were begun and not finished. Throws `SNAPSHOT_SOURCE`. */
export async function listUnfinished(root: string): Promise<readonly ChannelMove[]> {
  const names = await withinRoot(root, () => readFolder(LAYOUT.moves(root)));
  const moves = await Promise.all(names.toSorted().map((name) => readMove(root, name)));
  return moves.filter((move) => move?.state === 'begun').filter((move) => move !== undefined);
}

/** Forced to disk, with its name. The caller holds the root's lock. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`. */
export async function writeMove(root: string, move: ChannelMove): Promise<void> {
  const file = LAYOUT.move(root, move.channel);
  const folder = dirname(file);
  await writeRoot(root, `the record '${file}' of the move cannot be written`, async () => {
    const made = await mkdir(folder, { recursive: true });
    await replaceFile(file, `${printableJson(move, 2)}\n`);
    await syncToDisk(folder);
    if (made !== undefined) await syncToDisk(dirname(made));
  });
}

async function readRecord(file: string): Promise<string | undefined> {
  try {
    return await readText(file, MOST_BYTES.record);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const named = z.object({ id: z.string(), digest: z.string() });

const schema = z
  .object({
    version: z.literal(1),
    state: z.enum(['begun', 'done', 'undone']),
    begunAt: z.string(),
    channel: z.string(),
    from: named.optional(),
    to: named,
    generation: z.int().positive(),
    decision: z.string(),
    by: z.string(),
    reason: z.string(),
    undoes: z.int().positive().exactOptional(),
    targets: z.array(z.string()),
  })
  // What JSON leaves out is undefined in the type.
  .transform(({ from, ...rest }) => ({ ...rest, from })) satisfies z.ZodType<ChannelMove>;

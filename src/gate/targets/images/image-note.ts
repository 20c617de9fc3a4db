import { z } from 'zod';
import { readNote } from '../generation-note.ts';
import { targetFailed } from '../target-failed.ts';

/** Tags ▸ `sha256:…`; null: there is no such tag. */
const tags = z.record(z.string(), z.string().nullable());

const schema = z.object({
  generation: z.number(),
  to: z.string(),
  /** What the tags were before the last move. */
  before: tags,
  /** What they are for each snapshot that was ever promoted, and the move that first made them so. */
  snapshots: z.record(z.string(), z.object({ generation: z.number(), tags })),
});

/** Tags ▸ digests; null: there is no such tag. */
export type Tags = Readonly<Record<string, string | null>>;

/** What the target `images` remembers, for no registry does. */
export type ImageNote = Readonly<z.infer<typeof schema>>;

/** Undefined where there is none. Throws `TARGET_FAILED`. */
export async function readImageNote(file: string, title: string): Promise<ImageNote | undefined> {
  const note = await readNote(file, title);
  if (note === undefined) return undefined;
  const parsed = schema.safeParse(note);
  if (parsed.success) return parsed.data;
  throw targetFailed(title, `has a damaged note of its last move, '${file}'`, {
    hint: 'See what the tags are, and remove the note.',
  });
}

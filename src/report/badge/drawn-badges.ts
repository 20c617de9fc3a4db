import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { writeReport } from '../write-report.ts';
import type { Badge } from './badge.ts';

const drawnSchema = z.object({
  folder: z.string().min(1),
  fileName: z.string().regex(/^[A-Za-z0-9._-]+\.svg$/),
  label: z.string(),
  message: z.string(),
  outcome: z.enum(['pass', 'flaky', 'fail', 'error', 'unknown', 'stale']),
  origin: z.enum(['nightly', 'newest']),
  expiresAt: z.iso.datetime().optional(),
});

/** A badge that was drawn, with all that it takes to draw it again. */
export interface DrawnBadge extends Pick<Badge, 'fileName' | 'label' | 'message' | 'outcome' | 'origin' | 'expiresAt'> {
  /** Relative to the project's folder of results. */
  readonly folder: string;
}

/** The badges that were drawn last; none where that is not known: then they are drawn again with the next results. */
export async function readDrawn(file: string): Promise<readonly DrawnBadge[]> {
  const text = await readText(file, MOST_BYTES.record).catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const { data } = drawnSchema.safeParse(parseJson(line));
      return data === undefined ? [] : [withoutUndefined(data)];
    });
}

/** Throws what `writeReport` throws. */
export async function writeDrawn(file: string, drawn: readonly DrawnBadge[]): Promise<void> {
  const open = drawn.flatMap(({ outcome, expiresAt }) => (outcome === 'stale' ? [] : (expiresAt ?? [])));
  const head = { version: 1, next: open.toSorted()[0] ?? null };
  const text = [head, ...drawn].map((line) => `${JSON.stringify(line)}\n`).join('');
  const before = await readText(file, MOST_BYTES.record).catch(() => undefined);
  if (before !== text) await writeReport(file, text);
}

function withoutUndefined({ expiresAt, ...others }: z.infer<typeof drawnSchema>): DrawnBadge {
  return { ...others, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

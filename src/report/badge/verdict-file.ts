import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { printableJson } from '../../base/json/printable-json.ts';
import { writeReport } from '../write-report.ts';

const verdictSchema = z.object({
  instance: z.string(),
  formula: z.string(),
  suite: z.string(),
  platform: z.string(),
  outcome: z.enum(['pass', 'fail', 'error']),
  runId: z.string(),
  /** When that run began, ISO 8601 UTC. */
  at: z.string(),
  snapshot: z.string().nullable(),
});
const schema = z.object({ version: z.literal(1), verdicts: z.array(verdictSchema) });

/** The newest verdict on one instance, and the run that gave it. */
export type BadgeVerdict = Readonly<z.infer<typeof verdictSchema>>;

export interface VerdictFile {
  /**
   * Replaces the verdicts by what `change` makes of them, as the only one who does. `publish` is called with them before
   * anybody else may change them: what is written from them is never older than they are.
   */
  update(
    change: (earlier: readonly BadgeVerdict[]) => readonly BadgeVerdict[],
    publish: (verdicts: readonly BadgeVerdict[]) => Promise<void>,
  ): Promise<void>;
}

/** The newest verdict on every instance in one file. `lock` is held while they change. */
export function verdictFile(file: string, lock: () => Promise<AsyncDisposable>): VerdictFile {
  return {
    async update(change, publish) {
      await using _lock = await lock();
      const verdicts = change(await readVerdicts(file));
      if (verdicts.length > 0) await writeReport(file, `${printableJson({ version: 1, verdicts }, 2)}\n`);
      await publish(verdicts);
    },
  };
}

/** A file that is missing or damaged gives none: the next runs fill it again. */
async function readVerdicts(file: string): Promise<readonly BadgeVerdict[]> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8'))).verdicts;
  } catch {
    return [];
  }
}

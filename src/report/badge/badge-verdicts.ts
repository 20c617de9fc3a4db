import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { InstanceSummary } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import { isVerdict } from './collect-badges.ts';

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

/** Verdicts of earlier runs. A file that is missing or damaged gives none: the next runs fill it again. */
export async function readBadgeVerdicts(file: string): Promise<readonly BadgeVerdict[]> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8'))).verdicts;
  } catch {
    return [];
  }
}

/** The same as text of `badges.json`. */
export function renderBadgeVerdicts(verdicts: readonly BadgeVerdict[]): string {
  return `${JSON.stringify({ version: 1, verdicts }, null, 2)}\n`;
}

/**
 * Earlier verdicts with those of this run over them, for the instances that the project still has, in its order.
 * Skipped and interrupted instances keep what was known of them. Pure.
 */
export function mergeBadgeVerdicts(
  earlier: readonly BadgeVerdict[],
  { instances, runId, startedAt }: RunResult,
  { project, snapshot }: { readonly project: readonly InstanceSummary[]; readonly snapshot: string | undefined },
): readonly BadgeVerdict[] {
  const known = new Map(earlier.map((verdict) => [verdict.instance, verdict]));
  for (const result of instances) {
    if (!isVerdict(result)) continue;
    const { name: instance, formula, suite, platform, outcome } = result;
    known.set(instance, {
      instance,
      formula,
      suite,
      platform,
      outcome,
      runId,
      at: startedAt,
      snapshot: snapshot ?? null,
    });
  }
  return project.flatMap(({ name }) => known.get(name) ?? []);
}

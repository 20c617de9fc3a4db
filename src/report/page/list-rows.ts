import type { InstanceSummary } from '../../contract/events.ts';
import { isRedStanding, STANDINGS, standingOf, type Standing } from '../../contract/standing.ts';
import type { InstanceVerdict, OpenAttempt, Remembered } from '../../contract/store.ts';

/** One instance on a page. */
export interface PageRow {
  readonly instance: InstanceSummary;
  readonly standing: Standing;
  readonly verdict: InstanceVerdict | undefined;
  /** One that was interrupted, or is under way. */
  readonly attempt: OpenAttempt | undefined;
}

/** Every instance of the project: red ones first, then flaky ones, then the others; of each the first are those of which a
 * later attempt found nothing out, and else the project's order holds. Pure. */
export function listRows(project: readonly InstanceSummary[], { verdicts, attempts }: Remembered): readonly PageRow[] {
  const known = new Map(verdicts.map((verdict) => [verdict.instance, verdict]));
  const open = new Map(attempts.map((attempt) => [attempt.instance, attempt]));
  const rows = project.map((instance): PageRow => {
    const verdict = known.get(instance.name);
    return { instance, standing: standingOf(verdict), verdict, attempt: open.get(instance.name) };
  });
  const later = [...rows.filter(hasLater), ...rows.filter((row) => !hasLater(row))];
  return STANDINGS.flatMap((wanted) => later.filter(({ standing }) => standing === wanted));
}

/** Whether an attempt came after the verdict that found nothing out. */
export function hasLater({ verdict, attempt }: Pick<PageRow, 'verdict' | 'attempt'>): boolean {
  return verdict?.since !== undefined || attempt?.isInterrupted === true;
}

/** Whether it is known to be no pass. */
export function isRed({ standing }: Pick<PageRow, 'standing'>): boolean {
  return isRedStanding(standing);
}

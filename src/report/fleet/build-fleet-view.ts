import type { InstanceSummary } from '../../contract/events.ts';
import type { FleetView, InstanceView, NightCell } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import type { NightSummary } from '../../contract/night.ts';

/** What a view is made of. */
export interface FleetFacts extends Pick<
  FleetView,
  'project' | 'at' | 'nights' | 'channels' | 'freezes' | 'taints' | 'lastGood'
> {
  /** Newest first, of runs that judge; those of instances that the project no longer has are left out. */
  readonly results: readonly ResultRow[];
  /** All that the project declares, in its order. */
  readonly instances: readonly InstanceSummary[];
}

/** A fleet over its nights. Pure. */
export function buildFleetView({ results, instances, ...facts }: FleetFacts): FleetView {
  const byInstance = Map.groupBy(results, ({ name }) => name);
  return {
    ...facts,
    instances: instances.map((one) => viewInstance(one, facts.nights, byInstance.get(one.name) ?? [])),
  };
}

/** `results`: of this instance, newest first. */
function viewInstance(
  { name, formula, suite, platform, owner }: InstanceSummary,
  nights: readonly NightSummary[],
  results: readonly ResultRow[],
): InstanceView {
  const byNight = Map.groupBy(results, ({ night }) => night);
  const cells = nights.map(({ night }) => toCell(byNight.get(night) ?? []));
  // What was skipped or interrupted says nothing.
  const judged = results.filter(({ outcome }) => outcome !== 'skip');
  const passAt = judged.findIndex(({ outcome }) => outcome === 'pass');
  return {
    name,
    formula,
    suite,
    platform,
    ...optional('owner', owner),
    cells,
    ...optional('latest', judged[0]),
    ...optional('lastPass', judged[passAt]),
    ...optional(
      'lastFailure',
      judged.find(({ outcome }) => outcome !== 'pass'),
    ),
    // The oldest since the last pass, or of all where it never passed; none where the newest passed.
    ...optional('redSince', passAt === 0 ? undefined : judged.slice(0, passAt === -1 ? undefined : passAt).at(-1)),
    flakeRate: rateFlakes(cells),
  };
}

/** Attempts at an instance in one night, newest first. */
function toCell(attempts: readonly ResultRow[]): NightCell | undefined {
  const judged = attempts.filter(({ outcome }) => outcome !== 'skip');
  const last = judged[0] ?? attempts[0];
  if (last === undefined) return undefined;
  const { outcome, runId, durationMs } = last;
  const hasFailed = judged.some((one) => one.outcome === 'fail');
  return {
    outcome,
    isFlaky: outcome === 'pass' && (hasFailed || last.isFlaky === true),
    attempts: Math.max(judged.length, 1),
    runId,
    durationMs,
  };
}

/** Of the nights in which it was judged. */
function rateFlakes(cells: readonly (NightCell | undefined)[]): number {
  const judged = cells.filter((cell) => cell?.outcome === 'pass' || cell?.outcome === 'fail');
  return judged.length === 0 ? 0 : judged.filter((cell) => cell?.isFlaky).length / judged.length;
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  const found: { [K in Key]?: T } = {};
  if (value !== undefined) found[key] = value;
  return found;
}

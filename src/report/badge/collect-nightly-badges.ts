import { countFlakes, type FlakeCount } from '../../contract/count-flakes.ts';
import type { FleetView, InstanceView, NightCell } from '../../contract/fleet-view.ts';
import type { NightSummary } from '../../contract/night.ts';
import { BADGE_WORDS, expiryOf, worstOf, type Aging, type Badge, type BadgeOutcome } from './badge.ts';
import { nameBadges } from './name-badges.ts';
import { namePlatforms } from './name-platforms.ts';

/** What the badge of a formula is called where nights speak. */
export const NIGHTLY_LABEL = 'Nightly Run';

/**
 * Badges of the formulas that any night of the view has judged: what the newest night that judged it says of each instance.
 * Suites merge, the worst counts; what no night has judged makes the whole unknown, unless something failed. Pure.
 */
export function collectNightlyBadges(view: FleetView, aging: Aging = {}): readonly Badge[] {
  const nameOf = nameBadges(view.instances);
  const words = namePlatforms(view.instances.map(({ platform }) => platform));
  const badges: Badge[] = [];
  for (const [formula, ofFormula] of Map.groupBy(view.instances, (one) => one.formula)) {
    const all = ofFormula.map((one) => findJudged(one, view.nights));
    if (all.every((one) => one === undefined)) continue;
    const about = describe(all, aging);
    badges.push({ formula, platform: undefined, label: NIGHTLY_LABEL, fileName: nameOf(formula), ...about });
    for (const [platform, ofPlatform] of Map.groupBy(ofFormula, (one) => one.platform)) {
      const own = ofPlatform.map((one) => findJudged(one, view.nights));
      const label = words.get(platform) ?? platform;
      badges.push({ formula, platform, label, fileName: nameOf(formula, platform), ...describe(own, aging) });
    }
  }
  return badges;
}

interface Judged {
  readonly outcome: BadgeOutcome;
  /** When it was there, milliseconds since the epoch. */
  readonly at: number;
  readonly flakes: FlakeCount;
}

/** A night that was interrupted says nothing of what it did not come to. */
function findJudged({ cells, latest }: InstanceView, nights: readonly NightSummary[]): Judged | undefined {
  const at = cells.findIndex((cell) => cell !== undefined && cell.outcome !== 'skip');
  const [cell, night] = [cells[at], nights[at]];
  if (cell === undefined || night === undefined) return undefined;
  const began = latest?.runId === cell.runId ? latest.startedAt : night.startedAt;
  return { outcome: outcomeOf(cell), at: Date.parse(began) + cell.durationMs, flakes: countFlakes({ cells }) };
}

function outcomeOf({ outcome, isFlaky }: NightCell): BadgeOutcome {
  if (outcome === 'skip') return 'unknown';
  return outcome === 'pass' && isFlaky ? 'flaky' : outcome;
}

function describe(
  judged: readonly (Judged | undefined)[],
  aging: Aging,
): Pick<Badge, 'outcome' | 'message' | 'flakes' | 'origin' | 'expiresAt'> {
  const outcome = worstOf(judged.map((one) => one?.outcome ?? 'unknown'));
  const expiresAt = expiryOf(
    judged.map((one) => one?.at),
    aging,
  );
  const until = expiresAt === undefined ? {} : { expiresAt };
  const flakes = outcome === 'flaky' ? worstFlakes(judged) : undefined;
  const more = flakes === undefined ? {} : { flakes };
  return { outcome, message: BADGE_WORDS[outcome], origin: 'nightly', ...more, ...until };
}

/** How often the worst of them was flaky. */
function worstFlakes(judged: readonly (Judged | undefined)[]): FlakeCount | undefined {
  const counts = judged.flatMap((one) => (one === undefined ? [] : [one.flakes]));
  return counts.toSorted((a, b) => b.flaky / b.nights - a.flaky / a.nights)[0];
}

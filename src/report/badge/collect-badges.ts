import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { NO_CHECKS } from '../explain/list-remarks.ts';
import { BADGE_WORDS, expiryOf, worstOf, type Aging, type Badge, type BadgeOutcome } from './badge.ts';
import { nameBadges } from './name-badges.ts';

/** What badges show of a verdict. */
export type ShownVerdict = Pick<InstanceVerdict, 'instance' | 'outcome' | 'isFlaky' | 'since' | 'hasNoChecks'> &
  Partial<Pick<InstanceVerdict, 'at' | 'took'>>;

/**
 * Badges that these verdicts can speak for: one per formula and one per formula × platform, each only when every instance
 * of the project that it covers has one, so none says more than was tested. Suites of one formula on one platform merge,
 * the worst counts; that some have no checks is said. Pure.
 */
export function collectBadges(
  verdicts: readonly ShownVerdict[],
  project: readonly InstanceSummary[],
  aging: Aging = {},
): readonly Badge[] {
  const nameOf = nameBadges(project);
  const known = new Map(verdicts.map((verdict) => [verdict.instance, verdict]));
  const badges: Badge[] = [];
  for (const [formula, ofFormula] of Map.groupBy(project, (one) => one.formula)) {
    const all = ofFormula.flatMap((one) => known.get(one.name) ?? []);
    if (all.length === ofFormula.length) {
      const message = `${countPassing(all)}${sayBare(all)}${tellSince(all)}`;
      const which = { formula, platform: undefined, label: formula, fileName: nameOf(formula) };
      badges.push({ ...which, ...describe(all, aging), message });
    }
    for (const [platform, ofPlatform] of Map.groupBy(ofFormula, (one) => one.platform)) {
      const own = ofPlatform.flatMap((one) => known.get(one.name) ?? []);
      if (own.length < ofPlatform.length) continue;
      const about = describe(own, aging);
      const message = `${BADGE_WORDS[about.outcome]}${sayBare(own)}${tellSince(own)}`;
      const which = { formula, platform, label: `${formula} ${platform}`, fileName: nameOf(formula, platform) };
      badges.push({ ...which, ...about, message });
    }
  }
  return badges;
}

/**
 * Badges of which the project still knows and of which nothing can be said now: whoever shows one that was written before
 * must not go on showing what it said then. Pure.
 */
export function collectUnknown(project: readonly InstanceSummary[], said: readonly Badge[]): readonly Badge[] {
  const nameOf = nameBadges(project);
  const spoken = new Set(said.map(({ fileName }) => fileName));
  const all = project.flatMap(({ formula, platform }) => [
    { formula, platform: undefined, label: formula, fileName: nameOf(formula) },
    { formula, platform, label: `${formula} ${platform}`, fileName: nameOf(formula, platform) },
  ]);
  const open = new Map(all.filter(({ fileName }) => !spoken.has(fileName)).map((one) => [one.fileName, one]));
  const nothing = { outcome: 'unknown', message: BADGE_WORDS.unknown, origin: 'newest' } as const;
  return [...open.values()].map((one) => ({ ...one, ...nothing }));
}

function describe(verdicts: readonly ShownVerdict[], aging: Aging): Pick<Badge, 'outcome' | 'origin' | 'expiresAt'> {
  const outcome = worstOf(verdicts.map((one): BadgeOutcome => (one.isFlaky === true ? 'flaky' : one.outcome)));
  const expiresAt = expiryOf(verdicts.map(timeOf), aging);
  return { outcome, origin: 'newest', ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** When it was there, milliseconds since the epoch. */
function timeOf({ at, took }: ShownVerdict): number | undefined {
  return at === undefined ? undefined : Date.parse(at) + (took?.ms ?? 0);
}

function countPassing(verdicts: readonly ShownVerdict[]): string {
  const passed = verdicts.filter(({ outcome }) => outcome === 'pass').length;
  const flaky = verdicts.filter(({ isFlaky }) => isFlaky === true).length;
  return `${passed}/${verdicts.length} passing${flaky === 0 ? '' : `, ${flaky} flaky`}`;
}

/** The verdict stands; that the last attempt found nothing out is said beside it. */
function tellSince(verdicts: readonly ShownVerdict[]): string {
  return verdicts.some(({ since }) => since !== undefined) ? ', then error' : '';
}

/** `, no checks`; where that is so of some only, of how many. */
function sayBare(verdicts: readonly ShownVerdict[]): string {
  const count = verdicts.filter((one) => one.hasNoChecks === true).length;
  if (count === 0) return '';
  return count === verdicts.length ? `, ${NO_CHECKS}` : `, ${NO_CHECKS} in ${count}`;
}

import { shortHash, toFileName } from '../../base/text/file-name.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { NO_CHECKS } from '../explain/list-remarks.ts';

/** A badge as data. */
export interface Badge {
  readonly formula: string;
  /** Undefined: the formula as a whole. */
  readonly platform: string | undefined;
  /** `flaky`: it passed, after it had failed on the same content. `unknown`: not all of it was tested. */
  readonly outcome: 'pass' | 'flaky' | 'fail' | 'error' | 'unknown';
  readonly label: string;
  readonly message: string;
  /** Without folder, unique within the project. */
  readonly fileName: string;
}

/** What badges show of a verdict. */
export type ShownVerdict = Pick<InstanceVerdict, 'instance' | 'outcome' | 'isFlaky' | 'since' | 'hasNoChecks'>;

const WORDS = { pass: 'passing', flaky: 'flaky', fail: 'failing', error: 'error', unknown: 'unknown' } as const;

/**
 * Badges that these verdicts can speak for: one per formula and one per formula × platform, each only when every instance
 * of the project that it covers has one, so none says more than was tested. Suites of one formula on one platform merge,
 * the worst counts; that some have no checks is said. Pure.
 */
export function collectBadges(
  verdicts: readonly ShownVerdict[],
  project: readonly InstanceSummary[],
): readonly Badge[] {
  const files = nameFiles(project);
  const known = new Map(verdicts.map((verdict) => [verdict.instance, verdict]));
  const badges: Badge[] = [];
  for (const [formula, ofFormula] of Map.groupBy(project, (one) => one.formula)) {
    const all = ofFormula.flatMap((one) => known.get(one.name) ?? []);
    if (all.length === ofFormula.length) {
      const fileName = files.get(JSON.stringify([formula])) ?? '';
      const message = `${countPassing(all)}${sayBare(all)}${tellSince(all)}`;
      badges.push({ formula, platform: undefined, outcome: worst(all), label: formula, message, fileName });
    }
    for (const [platform, ofPlatform] of Map.groupBy(ofFormula, (one) => one.platform)) {
      const own = ofPlatform.flatMap((one) => known.get(one.name) ?? []);
      if (own.length < ofPlatform.length) continue;
      const outcome = worst(own);
      const fileName = files.get(JSON.stringify([formula, platform])) ?? '';
      const message = `${WORDS[outcome]}${sayBare(own)}${tellSince(own)}`;
      badges.push({ formula, platform, outcome, label: `${formula} ${platform}`, message, fileName });
    }
  }
  return badges;
}

/**
 * Badges of which the project still knows and of which nothing can be said now: whoever shows one that was written before
 * must not go on showing what it said then. Pure.
 */
export function collectUnknown(project: readonly InstanceSummary[], said: readonly Badge[]): readonly Badge[] {
  const files = nameFiles(project);
  const spoken = new Set(said.map(({ fileName }) => fileName));
  const all = project.flatMap(({ formula, platform }) => [
    { formula, platform: undefined, label: formula, fileName: files.get(JSON.stringify([formula])) ?? '' },
    {
      formula,
      platform,
      label: `${formula} ${platform}`,
      fileName: files.get(JSON.stringify([formula, platform])) ?? '',
    },
  ]);
  const open = new Map(all.filter(({ fileName }) => !spoken.has(fileName)).map((one) => [one.fileName, one]));
  return [...open.values()].map((one) => ({ ...one, outcome: 'unknown', message: WORDS.unknown }));
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

/** Unlike a run's outcome: for a badge, a formula that is wrong is worse than one that we could not look at. */
function worst(verdicts: readonly ShownVerdict[]): Badge['outcome'] {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  if (verdicts.some(({ outcome }) => outcome === 'error')) return 'error';
  return verdicts.some(({ isFlaky }) => isFlaky === true) ? 'flaky' : 'pass';
}

/** `a` on `b-c` and `a-b` on `c` would share a file: the later one by name gets a hash. */
function nameFiles(instances: readonly InstanceSummary[]): ReadonlyMap<string, string> {
  const formulas = new Map(instances.map(({ formula }) => [JSON.stringify([formula]), formula]));
  const pairs = instances.map(({ formula, platform }) => {
    return [JSON.stringify([formula, platform]), `${formula}-${platform}`] as const;
  });
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [key, name] of [...byKey(formulas), ...byKey(new Map(pairs))]) {
    const file = toFileName(name);
    const unique = taken.has(file.toLowerCase()) ? `${file}-${shortHash(key)}` : file;
    taken.add(unique.toLowerCase());
    names.set(key, `${unique}.svg`);
  }
  return names;
}

function byKey(names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

import { shortHash, toFileName } from '../../base/text/file-name.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { NO_CHECKS } from '../explain/list-remarks.ts';

/** A badge as data. */
export interface Badge {
  readonly formula: string;
  /** Undefined: the formula as a whole. */
  readonly platform: string | undefined;
  readonly outcome: 'pass' | 'fail' | 'error';
  readonly label: string;
  readonly message: string;
  /** Without folder, unique within the project. */
  readonly fileName: string;
}

const WORDS = { pass: 'passing', fail: 'failing', error: 'error' } as const;

/**
 * Badges that these verdicts (by instance) can speak for: one per formula and one per formula × platform, each only
 * when every instance of the project that it covers has one, so none says more than was tested. Suites of one formula
 * on one platform merge, the worst counts. `bare`: instances without checks, which a badge says. Pure.
 */
export function collectBadges(
  outcomes: ReadonlyMap<string, Badge['outcome']>,
  project: readonly InstanceSummary[],
  bare: ReadonlySet<string> = new Set(),
): readonly Badge[] {
  const files = nameFiles(project);
  const badges: Badge[] = [];
  for (const [formula, ofFormula] of Map.groupBy(project, (one) => one.formula)) {
    const verdicts = ofFormula.flatMap((one) => outcomes.get(one.name) ?? []);
    if (verdicts.length === ofFormula.length) {
      const outcome = worst(verdicts);
      const passed = verdicts.filter((one) => one === 'pass').length;
      const fileName = files.get(JSON.stringify([formula])) ?? '';
      badges.push({
        formula,
        platform: undefined,
        outcome,
        label: formula,
        message: `${passed}/${verdicts.length} passing${sayBare(ofFormula, bare)}`,
        fileName,
      });
    }
    for (const [platform, ofPlatform] of Map.groupBy(ofFormula, (one) => one.platform)) {
      const own = ofPlatform.flatMap((one) => outcomes.get(one.name) ?? []);
      if (own.length < ofPlatform.length) continue;
      const outcome = worst(own);
      const fileName = files.get(JSON.stringify([formula, platform])) ?? '';
      const message = `${WORDS[outcome]}${sayBare(ofPlatform, bare)}`;
      badges.push({ formula, platform, outcome, label: `${formula} ${platform}`, message, fileName });
    }
  }
  return badges;
}

/** `, no checks`; where that is so of some only, of how many. */
function sayBare(covered: readonly InstanceSummary[], bare: ReadonlySet<string>): string {
  const count = covered.filter(({ name }) => bare.has(name)).length;
  if (count === 0) return '';
  return count === covered.length ? `, ${NO_CHECKS}` : `, ${NO_CHECKS} in ${count}`;
}

/** Whether the result says anything of the formula: it was neither skipped nor cut short. */
export function isVerdict<T extends Pick<InstanceResult, 'outcome' | 'trouble'>>(
  result: T,
): result is T & { readonly outcome: Badge['outcome'] } {
  return result.outcome !== 'skip' && result.trouble?.code !== 'INTERRUPTED';
}

/** Unlike a run's outcome: for a badge, a formula that is wrong is worse than one that we could not look at. */
function worst(outcomes: readonly Badge['outcome'][]): Badge['outcome'] {
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.includes('error') ? 'error' : 'pass';
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

import { shortHash, toFileName } from '../../base/text/file-name.ts';
import type { InstanceSummary } from '../../contract/events.ts';

/** Finds the file of a formula's badge, or of the one of a formula on a platform. */
export type BadgeNames = (formula: string, platform?: string) => string;

/**
 * Names of the badges of a project: they stay as long as the project has the formula and the platform. `a` on `b-c` and
 * `a-b` on `c` would share a file: the later one by name gets a hash. Pure.
 */
export function nameBadges(instances: readonly InstanceSummary[]): BadgeNames {
  const formulas = new Map(instances.map(({ formula }) => [keyOf(formula), formula]));
  const pairs = new Map(
    instances.map(({ formula, platform }) => [keyOf(formula, platform), `${formula}-${platform}`] as const),
  );
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [key, name] of [...byKey(formulas), ...byKey(pairs)]) {
    const file = toFileName(name);
    const unique = taken.has(file.toLowerCase()) ? `${file}-${shortHash(key)}` : file;
    taken.add(unique.toLowerCase());
    names.set(key, `${unique}.svg`);
  }
  return (formula, platform) => names.get(keyOf(formula, platform)) ?? '';
}

function keyOf(formula: string, platform?: string): string {
  return JSON.stringify(platform === undefined ? [formula] : [formula, platform]);
}

function byKey(names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

import { isPlainName, nameMatcher } from '../base/text/match-name.ts';
import type { DeclaredInstance } from '../contract/decision.ts';
import type { PolicyRequirement } from './policy.ts';

/** What the patterns of a policy match among the declared instances. */
export interface DeclaredMatches {
  /** Names of instances that have such a suite, by its name or its formula's, on such a platform. */
  required(requirement: Pick<PolicyRequirement, 'suites' | 'platforms'>): readonly string[];
  matchesSuite(pattern: string): boolean;
  matchesPlatform(pattern: string): boolean;
}

/**
 * Sorted by name once, so that a thousand requirements of a thousand instances are a thousand look-ups and not a million
 * comparisons.
 */
export function matchDeclared(declared: readonly DeclaredInstance[]): DeclaredMatches {
  const bySuite = Map.groupBy(declared, ({ formula, suite }) => `${formula}-${suite}`);
  const byFormula = Map.groupBy(declared, ({ formula }) => formula);
  const platforms = new Set(declared.map(({ platform }) => platform));
  const ofSuites = (pattern: string) => [bySuite, byFormula].flatMap((known) => pick(pattern, known));
  return {
    required({ suites, platforms: patterns }) {
      const wanted = new Set(patterns.flatMap((pattern) => pickNames(pattern, platforms)));
      const instances = suites.flatMap(ofSuites).flat();
      return instances.filter(({ platform }) => wanted.has(platform)).map(({ name }) => name);
    },
    matchesSuite: (pattern) => ofSuites(pattern).length > 0,
    matchesPlatform: (pattern) => pickNames(pattern, platforms).length > 0,
  };
}

function pick<T>(pattern: string, known: ReadonlyMap<string, T>): readonly T[] {
  return pickNames(pattern, known).flatMap((name) => known.get(name) ?? []);
}

function pickNames(
  pattern: string,
  known: { has(name: string): boolean; keys(): Iterable<string> },
): readonly string[] {
  if (isPlainName(pattern)) return known.has(pattern) ? [pattern] : [];
  return [...known.keys()].filter(nameMatcher(pattern));
}

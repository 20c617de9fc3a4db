import { hash } from 'node:crypto';
import type { DeclaredInstance } from '../contract/decision.ts';

/**
 * `sha256:…` over what every instance of a fleet is tested as: its formula, its suite and all that makes it. The same files
 * and settings give the same on every machine, so shards that differ in it are no parts of one whole. Pure.
 */
export function digestWhole(
  declared: readonly Pick<DeclaredInstance, 'name' | 'formulaDigest' | 'suiteDigest' | 'recipe'>[],
): string {
  const parts = declared
    .map(({ name, formulaDigest, suiteDigest, recipe }) => [name, formulaDigest, suiteDigest, recipe])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `sha256:${hash('sha256', JSON.stringify(parts))}`;
}

import type { CheckResult } from '../../contract/result.ts';

/**
 * Checks with the time that each took: what the verifier did not measure was asked together, and takes equal shares of
 * what is left of the whole, in milliseconds. What was skipped takes none. Pure.
 */
export function shareTime(checks: readonly CheckResult[], wholeMs: number): readonly CheckResult[] {
  const measured = checks.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  const isOpen = ({ durationMs, outcome }: CheckResult): boolean => durationMs === undefined && outcome !== 'skip';
  const share = Math.round((Math.max(0, wholeMs - measured) / Math.max(1, checks.filter(isOpen).length)) * 100) / 100;
  return checks.map((check) => ({ durationMs: isOpen(check) ? share : 0, ...check }));
}

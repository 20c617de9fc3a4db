import type { CheckResult, ConvergeResult, StateResult } from '../contract/model.ts';
import type { Outcome } from '../contract/outcome.ts';
import { AFTER_REBOOT } from '../contract/after-reboot.ts';
import { worstOutcome } from './worst-outcome.ts';

/** Checks that ran more than once, as one list: of each the worst; where both are the same, the earlier. */
export function worseChecks(earlier: readonly CheckResult[], later: readonly CheckResult[]): readonly CheckResult[] {
  return keepWorse(earlier, later, ({ type, id, property }) => JSON.stringify([type, id, property]));
}

/** Several second passes as one: of each state the worst, and all problems. */
export function worsePass(earlier: ConvergeResult | undefined, later: ConvergeResult): ConvergeResult {
  if (earlier === undefined) return later;
  return {
    ...later,
    outcome: worstOutcome([earlier.outcome, later.outcome]),
    states: keepWorse(earlier.states, later.states, nameState),
    problems: [...earlier.problems, ...later.problems],
    durationMs: earlier.durationMs + later.durationMs,
  };
}

/** What went wrong in checks after a reboot says so. */
export function tellRebootInChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.map((check) => (isBad(check) ? { ...check, message: `${AFTER_REBOOT}${check.message}` } : check));
}

/** The same for a pass. */
export function tellRebootInPass(pass: ConvergeResult): ConvergeResult {
  return {
    ...pass,
    states: pass.states.map((state) => (isBad(state) ? { ...state, comment: AFTER_REBOOT + state.comment } : state)),
    problems: pass.problems.map((problem) => ({ ...problem, message: AFTER_REBOOT + problem.message })),
  };
}

function keepWorse<T extends { readonly outcome: Outcome }>(
  earlier: readonly T[],
  later: readonly T[],
  name: (one: T) => string,
): readonly T[] {
  const worst = new Map(number(earlier, name));
  for (const [key, one] of number(later, name)) {
    const known = worst.get(key);
    if (known === undefined || worstOutcome([known.outcome, one.outcome]) !== known.outcome) worst.set(key, one);
  }
  return [...worst.values()];
}

/** Names with their count, so that two of the same name stay two. */
function number<T>(all: readonly T[], name: (one: T) => string): readonly (readonly [string, T])[] {
  const seen = new Map<string, number>();
  return all.map((one) => {
    const count = (seen.get(name(one)) ?? 0) + 1;
    seen.set(name(one), count);
    return [`${count} ${name(one)}`, one];
  });
}

function nameState({ sls, id, function: fun, name }: StateResult): string {
  return JSON.stringify([sls, id, fun, name]);
}

function isBad({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'fail' || outcome === 'error';
}

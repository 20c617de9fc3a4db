import { shortenMiddle } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { whyFailed } from '../../contract/command-end.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { headline } from '../text/headline.ts';
import { stepWord } from '../text/words.ts';
import { describeResult } from './describe-result.ts';
import { listFailures, type StepFailures } from './list-failures.ts';

/** Where it went wrong first, and why, for a table. */
export interface Cause {
  /** `converge`, `verify after the reboot`. */
  readonly phase: string;
  /** The first reason on one line, with the number of others: `sshd-config: … (and 2 more)`. */
  readonly why: string;
}

/**
 * What certainly failed comes before what could not be found out. `nameCells`: of the name of a state or a check, which may
 * be a command; why it failed has to fit beside it.
 */
export function describeCause(result: InstanceResult, nameCells: number): Cause {
  const failures = listFailures(result.steps);
  const reasons = failures.flatMap((found) =>
    listReasons(found, nameCells).map((why) => ({ phase: stepWord(found.step), why })),
  );
  const broken = result.phases.find(({ outcome }) => outcome === 'error')?.phase;
  const trouble = result.trouble && { phase: broken ?? '', why: headline(result.trouble.message) };
  const all = [...reasons, ...(trouble === undefined ? [] : [trouble])];
  const first = result.outcome === 'error' ? (trouble ?? all[0]) : all[0];
  if (first === undefined) return { phase: '', why: describeResult(result) };
  return { ...first, why: all.length > 1 ? `${first.why} (and ${all.length - 1} more)` : first.why };
}

function listReasons({ problems, states, checks }: StepFailures, nameCells: number): readonly string[] {
  return [
    ...problems.map(({ message }) => headline(message)),
    ...states.map(({ state }) => {
      const why = state.verdict === 'changed-again' ? 'changed again' : headline(whyFailed(state));
      return `${shortenMiddle(cleanLine(state.id), nameCells)}: ${why}`;
    }),
    ...checks.map(
      ({ type, id, message }) => `${cleanLine(type)} ${shortenMiddle(cleanLine(id), nameCells)}: ${headline(message)}`,
    ),
  ];
}

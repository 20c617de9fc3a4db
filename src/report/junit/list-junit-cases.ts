import { isAbsolute } from 'node:path';
import type { FoundPlace } from '../../base/place/place.ts';
import { whyFailed } from '../../contract/command-end.ts';
import type { CheckResult, InstanceResult, StepResult } from '../../contract/result.ts';
import { isBad, outcomeOfProblem, type Outcome } from '../../contract/outcome.ts';
import { describeResult } from '../explain/describe-result.ts';
import { describeChangedAgain, describeSkipped, explainStates } from '../explain/explain-states.ts';
import { hasNoChecks, listRemarks, NO_CHECKS } from '../explain/list-remarks.ts';
import { nameWord } from '../explain/name-word.ts';
import { renderCheck, renderFailedState, renderProblem } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { shortenBlock } from '../explain/shorten-block.ts';
import { headline } from '../text/headline.ts';
import { plainLine, type Line } from '../text/line.ts';
import { shortPath, stepWord, whenWord } from '../text/words.ts';

/** One JUnit test case. */
export interface JunitCase {
  /** Unique within its instance and the same from run to run. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** One line; empty on pass. */
  readonly message: string;
  /** Failure class: `state`, `check`, or the code of the trouble. */
  readonly type: string;
  /** All there is to say, with file and line; empty on pass. */
  readonly text: string;
  /** Where it is written. Default: not known. */
  readonly place?: FoundPlace;
}

/**
 * States, checks and trouble of one instance, step by step. The instance's outcome is never lost: when no case has it,
 * or there are no cases (it was only created, say), a case named `instance` is added.
 */
export function listJunitCases(result: InstanceResult, cwd: string): readonly JunitCase[] {
  const { outcome, durationMs } = result;
  const steps = result.steps.flatMap((step) => stepCases(step, cwd));
  const cases = [...steps, ...remarkCases(result), ...troubleCases(result)];
  const isCovered = outcome === 'pass' ? cases.length > 0 : cases.some((one) => one.outcome === outcome);
  if (isCovered) return makeUnique(cases);
  const message = outcome === 'pass' ? '' : describeResult(result) || outcome;
  return makeUnique([...cases, { name: 'instance', outcome, durationMs, message, type: outcome, text: message }]);
}

function stepCases(step: StepResult, cwd: string): readonly JunitCase[] {
  const word = stepWord(step);
  const problems = step.pass?.problems ?? [];
  return [
    ...problems.map((problem): JunitCase => ({
      name: `${word}: ${problem.kind}`,
      outcome: outcomeOfProblem(problem.kind),
      durationMs: 0,
      message: toMessage(problem.message),
      type: problem.kind,
      text: toText(renderProblem(problem, step.after, cwd)),
      ...placed(problem.place, cwd),
    })),
    ...stateCases(step, word, cwd),
    ...step.checks.map((check) => checkCase(check, step, cwd)),
  ];
}

function stateCases({ pass, after }: StepResult, word: string, cwd: string): readonly JunitCase[] {
  if (pass === undefined) return [];
  const { failed, blocked } = explainStates(pass.states);
  return pass.states.map((state): JunitCase => {
    const name = `${word}: ${state.id} ${state.function}${nameWord(state)}`;
    const base = { name, durationMs: state.durationMs, ...placed(state.place, cwd) };
    const roots = blocked.get(state);
    if (roots !== undefined) {
      const message = `did not run: waits for ${roots.join(', ')}`;
      return { ...base, outcome: 'skip', message, type: 'blocked', text: '' };
    }
    const found = failed.find((one) => one.state === state);
    if (found === undefined) {
      return { ...base, outcome: state.outcome, message: toMessage(describeSkipped(state)), type: 'state', text: '' };
    }
    const isAgain = state.verdict === 'changed-again';
    const message = isAgain ? describeChangedAgain(after) : toMessage(whenWord(after) + whyFailed(state));
    const text = toText(renderFailedState(found, after, cwd));
    return { ...base, outcome: state.outcome, message, type: 'state', text };
  });
}

function checkCase(check: CheckResult, step: StepResult, cwd: string): JunitCase {
  const when = isBad(check) ? whenWord(step.after) : '';
  return {
    name: `${stepWord(step)}: ${check.type} ${check.id} ${check.property}`,
    outcome: check.outcome,
    durationMs: check.durationMs ?? 0,
    message: check.outcome === 'pass' ? '' : toMessage(when + check.message),
    type: 'check',
    text: isBad(check) ? toText(renderCheck(check, step.after, cwd)) : '',
    ...placed(check.place, cwd),
  };
}

/** A suite without checks is seen as such where only test cases are shown. */
function remarkCases(result: InstanceResult): readonly JunitCase[] {
  if (result.outcome === 'skip' || !hasNoChecks(result)) return [];
  const message = listRemarks(result).join(', ');
  return [{ name: `verify: ${NO_CHECKS}`, outcome: 'skip', durationMs: 0, message, type: 'check', text: '' }];
}

function troubleCases({ outcome, trouble, phases }: InstanceResult): readonly JunitCase[] {
  // What stopped a skipped instance is another one's failure; the case `instance` names it.
  if (trouble === undefined || outcome === 'skip') return [];
  const phase = phases.find((one) => one.outcome === 'error');
  const word = phase?.phase ?? 'run';
  return [
    {
      name: `${word}: ${trouble.code}`,
      outcome: 'error',
      durationMs: phase?.durationMs ?? 0,
      message: toMessage(trouble.message),
      type: trouble.code,
      text: toText(renderTrouble(trouble, word)),
    },
  ];
}

function makeUnique(cases: readonly JunitCase[]): readonly JunitCase[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    let { name } = one;
    for (let number = 2; taken.has(name); number++) name = `${one.name} #${number}`;
    taken.add(name);
    return { ...one, name };
  });
}

/** One line, which CI servers show in tables; the text holds the whole. */
function toMessage(text: string): string {
  return headline(text);
}

function placed(place: FoundPlace | undefined, cwd: string): Pick<JunitCase, 'place'> {
  if (place === undefined) return {};
  return { place: { ...place, file: isAbsolute(place.file) ? shortPath(place.file, cwd) : place.file } };
}

function toText(lines: readonly Line[]): string {
  return shortenBlock(lines)
    .map((line) => plainLine(line).replace(/^ {2}/, ''))
    .join('\n');
}

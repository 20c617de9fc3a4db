import type { ConvergeResult, InstanceResult, StateResult } from '../../contract/model.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { describeResult } from '../explain/describe-result.ts';
import { describeChangedAgain, explainStates, isChangedAgain } from '../explain/explain-states.ts';
import { plainLine } from '../text/line.ts';
import type { Line } from '../text/line.ts';
import { renderCheck, renderFailedState, renderProblem, renderTrouble } from '../explain/render-failure.ts';
import { phaseWord } from '../text/words.ts';

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
}

/** Shown in tables of CI servers; the text holds the whole. */
const MESSAGE_LENGTH = 500;

function toMessage(text: string): string {
  const line = cleanLine(text);
  return line.length <= MESSAGE_LENGTH ? line : `${line.slice(0, MESSAGE_LENGTH - 1)}…`;
}

function toText(lines: readonly Line[]): string {
  return lines.map((line) => plainLine(line).replace(/^ {2}/, '')).join('\n');
}

function passCases(phase: string, pass: ConvergeResult | undefined, cwd: string): readonly JunitCase[] {
  if (pass === undefined) return [];
  const { failed, blocked } = explainStates(pass.states);
  const stateCase = (state: StateResult): JunitCase => {
    const own = state.name === '' || state.name === state.id ? '' : ` (${cleanLine(state.name)})`;
    const base = { name: `${phase}: ${state.id} ${state.function}${own}`, durationMs: state.durationMs };
    const roots = blocked.get(state);
    if (roots !== undefined) {
      return {
        ...base,
        outcome: 'skip',
        message: `did not run: waits for ${roots.join(', ')}`,
        type: 'blocked',
        text: '',
      };
    }
    const found = failed.find((one) => one.state === state);
    if (found === undefined) {
      const message = state.outcome === 'skip' ? toMessage(state.comment) : '';
      return { ...base, outcome: state.outcome, message, type: 'state', text: '' };
    }
    const message = isChangedAgain(state) ? describeChangedAgain(state) : toMessage(state.comment);
    return { ...base, outcome: state.outcome, message, type: 'state', text: toText(renderFailedState(found, cwd)) };
  };
  return [
    ...pass.problems.map((problem): JunitCase => ({
      name: `${phase}: ${problem.kind}`,
      outcome: 'fail',
      durationMs: 0,
      message: toMessage(problem.message),
      type: problem.kind,
      text: toText(renderProblem(problem, cwd)),
    })),
    ...pass.states.map((state) => stateCase(state)),
  ];
}

function checkCases(result: InstanceResult, cwd: string): readonly JunitCase[] {
  return result.checks.map((check) => ({
    name: `verify: ${check.type} ${check.id} ${check.property}`,
    outcome: check.outcome,
    durationMs: 0,
    message: check.outcome === 'pass' ? '' : toMessage(check.message),
    type: 'check',
    text: check.outcome === 'fail' || check.outcome === 'error' ? toText(renderCheck(check, cwd)) : '',
  }));
}

function troubleCases({ outcome, trouble, phases }: InstanceResult): readonly JunitCase[] {
  // What stopped a skipped instance is another one's fault: the case `instance` says it.
  if (trouble === undefined || outcome === 'skip') return [];
  const phase = phases.find((one) => one.outcome === 'error');
  const word = phase === undefined ? 'run' : phaseWord(phase.phase);
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
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const number = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, number);
    return number === 1 ? one : { ...one, name: `${one.name} #${number}` };
  });
}

/**
 * States of both passes, checks and trouble of one instance. Its verdict is never lost: when no case carries it, or
 * there are none (only created, say), a case named `instance` does.
 */
export function listJunitCases(result: InstanceResult, cwd: string): readonly JunitCase[] {
  const { outcome, durationMs } = result;
  const cases = [
    ...passCases('converge', result.converge, cwd),
    ...passCases('again', result.idempotence, cwd),
    ...checkCases(result, cwd),
    ...troubleCases(result),
  ];
  const isTold = outcome === 'pass' ? cases.length > 0 : cases.some((one) => one.outcome === outcome);
  if (isTold) return makeUnique(cases);
  const message = outcome === 'pass' ? '' : describeResult(result) || outcome;
  return makeUnique([...cases, { name: 'instance', outcome, durationMs, message, type: outcome, text: message }]);
}

import { cellWidth } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { InstanceEvent } from '../../contract/events.ts';
import { whyFailed } from '../../contract/command-end.ts';
import type { CheckResult, InstanceResult, StateResult } from '../../contract/result.ts';
import { isBad, outcomeSign, type Outcome } from '../../contract/outcome.ts';
import type { StepName } from '../../contract/phases.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { describeResult } from '../explain/describe-result.ts';
import { describeChangedAgain } from '../explain/explain-states.ts';
import { nameWord } from '../explain/name-word.ts';
import { cutText, headline, MOST_CELLS } from '../text/headline.ts';
import { span, type Line } from '../text/line.ts';
import {
  formatPlace,
  outcomeTone,
  progressWord,
  remadeWord,
  retryWord,
  successWord,
  tryWord,
  whenWord,
} from '../text/words.ts';

/** Cells of a state's name: that of `cmd.run` is its command. */
const SHORT_NAME = 40;
/** Cells of a reason. */
const LEAST_CELLS = 80;

interface RenderEventOptions {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** The verb that runs. */
  readonly verb: string;
  /** Whether an earlier attempt of the night at that instance failed. Default false. */
  readonly hasFailed?: boolean;
}

/**
 * The line for an event, without its instance's name; undefined when there is nothing to say: states and checks are
 * shown only when they are bad. Whether progress is due is for the caller to decide.
 */
export function renderEvent(
  event: InstanceEvent,
  { cwd, verb, hasFailed = false }: RenderEventOptions,
): Line | undefined {
  switch (event.type) {
    case 'instance-waiting':
      return [span(cleanLine(event.reason), 'dim')];
    case 'instance-remade':
      return [span(cleanLine(remadeWord(event.reasons)), 'error')];
    case 'phase-progress':
      return tell(event.phase, span(`${progressWord(event.done, event.total)}${cleanLine(event.text)}`, 'dim'));
    case 'state-finished':
      return isBad(event.state) && event.state.blockedBy.length === 0
        ? tellBad(event.phase, event.state.outcome, describeState(event.state, event.after, cwd))
        : undefined;
    case 'check-finished':
      return isBad(event.check)
        ? tellBad('verify', event.check.outcome, describeCheck(event.check, event.after))
        : undefined;
    case 'retry':
      return tell(event.phase, span(`${tryWord(event)}: ${headline(event.reason)}`, 'error'));
    case 'phase-finished': {
      const sign = span(`${outcomeSign(event.outcome)} `, outcomeTone(event.outcome));
      return tell(event.phase, sign, span(formatDuration(event.durationMs)));
    }
    case 'instance-finished':
      return renderEnd(event.result, { verb, hasFailed });
    case 'instance-started':
    case 'phase-started':
    case 'output':
      return undefined;
    default:
      return event satisfies never;
  }
}

function tell(phase: string, ...rest: Line): Line {
  return [span(phase.padEnd(9)), ...rest];
}

function tellBad(phase: string, outcome: Outcome, text: string): Line {
  return tell(phase, span(`${outcomeSign(outcome)} `), span(text, outcomeTone(outcome)));
}

function describeState(state: StateResult, after: readonly StepName[], cwd: string): string {
  const isAgain = state.verdict === 'changed-again';
  const place = state.place === undefined ? '' : `  ${formatPlace(state.place, cwd)}`;
  const what = `state ${cleanLine(state.id)}  ${cleanLine(state.function)}${nameWord(state, SHORT_NAME)}${place}  `;
  return what + (isAgain ? describeChangedAgain(after) : whenWord(after) + tellWhy(whyFailed(state), what));
}

function describeCheck({ type, id, message }: CheckResult, after: readonly StepName[]): string {
  const what = `check ${cutText(`${cleanLine(type)} ${cleanLine(id)}`, SHORT_NAME * 2)}  ${whenWord(after)}`;
  return what + tellWhy(message, what);
}

/** The reason in what the rest of the line leaves of its cells, but never too little to say anything. */
function tellWhy(why: string, what: string): string {
  return headline(why, Math.max(LEAST_CELLS, MOST_CELLS - cellWidth(what)));
}

function renderEnd(
  result: InstanceResult,
  { verb, hasFailed }: Required<Pick<RenderEventOptions, 'verb' | 'hasFailed'>>,
): Line {
  const { outcome, durationMs, phases } = result;
  if (isCutShort(result)) return [span('STOPPED'.padEnd(9), 'error'), span(formatDuration(durationMs))];
  const retries = phases.reduce((sum, phase) => sum + phase.retries, 0);
  const parts = [formatDuration(durationMs), retries > 0 ? retryWord(retries) : '', describeResult(result)];
  const isFlaky = hasFailed && outcome === 'pass';
  return [
    isFlaky ? span('FLAKY    ', 'flaky') : span(`${outcomeWord(outcome, verb)} `.padEnd(9), outcomeTone(outcome)),
    span(parts.filter((part) => part !== '').join('  ')),
  ];
}

/** `PASS`, or, where the verb judges nothing, `CREATED` or `CONVERGED`. */
function outcomeWord(outcome: Outcome, verb: string): string {
  const good = successWord(verb);
  return { pass: good === 'passed' ? 'PASS' : good.toUpperCase(), fail: 'FAIL', error: 'ERROR', skip: 'SKIP' }[outcome];
}

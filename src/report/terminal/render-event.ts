import type { RunEvent } from '../../contract/events.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { describeResult } from '../explain/describe-result.ts';
import { isChangedAgain } from '../explain/explain-states.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { span } from '../text/line.ts';
import type { Line } from '../text/line.ts';
import { retryWord } from '../explain/render-failure.ts';
import { formatPlace, outcomeSign, outcomeTone, phaseWord, successWord } from '../text/words.ts';

type InstanceEvent = Extract<RunEvent, { instance: string }>;

/** `PASS`; where the verb judges nothing `CREATED` or `CONVERGED`. */
function outcomeWord(outcome: Outcome, verb: string): string {
  const good = successWord(verb);
  return { pass: good === 'passed' ? 'PASS' : good.toUpperCase(), fail: 'FAIL', error: 'ERROR', skip: 'SKIP' }[outcome];
}

/** `12/31 ` */
function far(done: number | undefined, total: number | undefined): string {
  if (done === undefined) return '';
  return total === undefined ? `${done} ` : `${done}/${total} `;
}

function tell(phase: string, sign: string, ...rest: Line): Line {
  return [span(phase.padEnd(9)), span(sign === '' ? '' : `${sign} `), ...rest];
}

interface RenderEventOptions {
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** The verb that runs. */
  readonly verb: string;
}

/**
 * What an event says beside its instance's name, or nothing: states and checks speak only when they are bad, progress
 * is left to `isProgressDue` of the caller.
 */
export function renderEvent(event: InstanceEvent, { cwd, verb }: RenderEventOptions): Line | undefined {
  switch (event.type) {
    case 'instance-waiting':
      return [span(cleanLine(event.reason), 'dim')];
    case 'phase-progress':
      return tell(phaseWord(event.phase), '', span(`${far(event.done, event.total)}${cleanLine(event.text)}`, 'dim'));
    case 'state-finished': {
      const { state } = event;
      if (state.outcome !== 'fail' && state.outcome !== 'error') return undefined;
      if (state.blockedBy.length > 0) return undefined;
      const why = isChangedAgain(state) ? 'changed again' : cleanLine(state.comment);
      const place = state.place === undefined ? '' : `  ${formatPlace(state.place, cwd)}`;
      const text = `state ${cleanLine(state.id)}  ${cleanLine(state.function)}${place}  ${why}`;
      return tell(phaseWord(event.phase), outcomeSign(state.outcome), span(text, outcomeTone(state.outcome)));
    }
    case 'check-finished': {
      const { check } = event;
      if (check.outcome !== 'fail' && check.outcome !== 'error') return undefined;
      const text = `check ${cleanLine(check.type)} ${cleanLine(check.id)}  ${cleanLine(check.message)}`;
      return tell('verify', outcomeSign(check.outcome), span(text, outcomeTone(check.outcome)));
    }
    case 'retry':
      return tell(phaseWord(event.phase), '', span(`try ${event.attempt}: ${cleanLine(event.reason)}`, 'error'));
    case 'phase-finished': {
      const sign = span(`${outcomeSign(event.outcome)} `, outcomeTone(event.outcome));
      return tell(phaseWord(event.phase), '', sign, span(formatDuration(event.durationMs)));
    }
    case 'instance-finished': {
      const { outcome, durationMs, phases } = event.result;
      const retries = phases.reduce((sum, phase) => sum + phase.retries, 0);
      const parts = [formatDuration(durationMs), retries > 0 ? retryWord(retries) : '', describeResult(event.result)];
      return [
        span(`${outcomeWord(outcome, verb)} `.padEnd(9), outcomeTone(outcome)),
        span(parts.filter((part) => part !== '').join('  ')),
      ];
    }
    case 'instance-started':
    case 'phase-started':
    case 'output':
      return undefined;
    default:
      return event satisfies never;
  }
}

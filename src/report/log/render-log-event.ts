import { cleanLines } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { InstanceEvent } from '../../contract/events.ts';
import type { InstanceResult } from '../../contract/result.ts';
import type { Phase } from '../../contract/phases.ts';
import { countStates } from '../explain/count-states.ts';
import { describeResult } from '../explain/describe-result.ts';
import { describeSkipped } from '../explain/explain-states.ts';
import { nameWord } from '../explain/name-word.ts';
import { renderFailures } from '../explain/render-failures.ts';
import { renderTrouble } from '../explain/render-trouble.ts';
import { plainLine } from '../text/line.ts';
import { progressWord, remadeWord, stepWord, tryWord, whenWord } from '../text/words.ts';

/** An event as lines of the plain log, each with its time in UTC and its phase; empty when it says nothing. */
export function renderLogEvent(event: InstanceEvent, cwd: string): string {
  const entry = toEntry(event, cwd);
  if (entry === undefined) return '';
  const clock = new Date(event.at).toISOString().slice(11, 23);
  const start = `${clock} ${(entry.phase ?? '').padEnd(8)} ${entry.sign}`;
  return cleanLines(entry.text)
    .map((line) => `${`${start} ${line}`.trimEnd()}\n`)
    .join('');
}

/** A line belongs to a phase, or to the instance as a whole; `|` is output, `!` is stderr, `>` is said by saltern. */
interface LogEntry {
  readonly phase: Phase | undefined;
  readonly sign: '|' | '!' | '>';
  readonly text: string;
}

function toEntry(event: InstanceEvent, cwd: string): LogEntry | undefined {
  switch (event.type) {
    case 'instance-waiting':
      return say(undefined, event.reason);
    case 'instance-started':
      return undefined;
    case 'instance-remade':
      return say(undefined, remadeWord(event.reasons));
    case 'phase-started':
      return say(event.phase, 'started');
    case 'phase-progress':
      // Each state of a pass is logged when it ends; logging its start too would say everything twice.
      if (event.phase === 'converge' || event.phase === 'again') return undefined;
      return say(event.phase, `${progressWord(event.done, event.total)}${event.text}`);
    case 'output':
      return { phase: event.phase, sign: event.stream === 'stderr' ? '!' : '|', text: event.text };
    case 'state-finished': {
      const { outcome, id, comment, durationMs } = event.state;
      const why = describeSkipped(event.state) || comment;
      const head = `${outcome}  ${id}  ${event.state.function}${nameWord(event.state)}  ${formatDuration(durationMs)}`;
      const changed = event.state.verdict === 'changed' ? '  changed' : '';
      return say(event.phase, outcome === 'pass' ? `${head}${changed}` : `${head}\n${why}`);
    }
    case 'check-finished': {
      const { outcome, type, id, message } = event.check;
      const when = outcome === 'pass' ? '' : whenWord(event.after);
      return say('verify', `${outcome}  ${type} ${id}  ${when}${message}`);
    }
    case 'retry':
      return say(event.phase, `${tryWord(event)}: ${event.reason}`);
    case 'phase-finished':
      return say(event.phase, `${event.outcome} after ${formatDuration(event.durationMs)}`);
    case 'instance-finished':
      return say(undefined, describeEnd(event.result, cwd));
    default:
      return event satisfies never;
  }
}

function say(phase: Phase | undefined, text: string): LogEntry {
  return { phase, sign: '>', text };
}

function describeEnd(result: InstanceResult, cwd: string): string {
  const { outcome, durationMs, steps, trouble } = result;
  const lines = [...renderFailures(steps, cwd), ...(trouble === undefined ? [] : renderTrouble(trouble, undefined))];
  const head = `${outcome}  ${formatDuration(durationMs)}  ${describeResult(result)}`;
  return [head, ...listPasses(result), ...lines.map((line) => plainLine(line))].join('\n');
}

/** What each pass came to, and why there was no second one. */
function listPasses({ steps }: InstanceResult): readonly string[] {
  const passes = steps.flatMap((step) => {
    const counted = countStates(step.pass?.states ?? []);
    return counted === '' ? [] : [`${stepWord(step)}: ${counted}`];
  });
  const isCut = steps.some(({ step, outcome }) => step.do === 'converge' && outcome === 'fail');
  return isCut ? [...passes, 'no further pass after a failed converge: it would only repeat the failure'] : passes;
}

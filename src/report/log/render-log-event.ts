import type { RunEvent } from '../../contract/events.ts';
import type { Phase } from '../../contract/phases.ts';
import { cleanLines } from '../../base/text/clean-text.ts';
import { describeResult } from '../explain/describe-result.ts';
import { describeSkipped } from '../explain/explain-states.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { plainLine } from '../text/line.ts';
import { renderFailures, renderTrouble } from '../explain/render-failure.ts';
import { whenWord } from '../text/words.ts';

type InstanceEvent = Extract<RunEvent, { instance: string }>;

/** A line belongs to a phase, or to the instance as a whole; `|` is output, `!` is stderr, `>` is said by saltern. */
interface LogEntry {
  readonly phase: Phase | undefined;
  readonly sign: '|' | '!' | '>';
  readonly text: string;
}

function say(phase: Phase | undefined, text: string): LogEntry {
  return { phase, sign: '>', text };
}

function far(done: number | undefined, total: number | undefined): string {
  if (done === undefined) return '';
  return total === undefined ? `${done} ` : `${done}/${total} `;
}

function sayResult({ result }: Extract<RunEvent, { type: 'instance-finished' }>, cwd: string): LogEntry {
  const lines = [
    ...renderFailures(result.steps, cwd),
    ...(result.trouble === undefined ? [] : renderTrouble(result.trouble, undefined)),
  ];
  const head = `${result.outcome}  ${formatDuration(result.durationMs)}  ${describeResult(result)}`;
  return say(undefined, [head, ...lines.map((line) => plainLine(line))].join('\n'));
}

function toEntry(event: InstanceEvent, cwd: string): LogEntry | undefined {
  switch (event.type) {
    case 'instance-waiting':
      return say(undefined, event.reason);
    case 'instance-started':
      return undefined;
    case 'phase-started':
      return say(event.phase, 'started');
    case 'phase-progress':
      // Passes tell each state when it ends; its number as well would say everything twice.
      if (event.phase === 'converge' || event.phase === 'again') return undefined;
      return say(event.phase, `${far(event.done, event.total)}${event.text}`);
    case 'output':
      return { phase: event.phase, sign: event.stream === 'stderr' ? '!' : '|', text: event.text };
    case 'state-finished': {
      const { outcome, id, comment, durationMs } = event.state;
      const why = describeSkipped(event.state) || comment;
      const head = `${outcome}  ${id}  ${event.state.function}  ${formatDuration(durationMs)}`;
      return say(event.phase, outcome === 'pass' ? head : `${head}\n${why}`);
    }
    case 'check-finished': {
      const { outcome, type, id, message } = event.check;
      const when = outcome === 'pass' ? '' : whenWord(event.after);
      return say('verify', `${outcome}  ${type} ${id}  ${when}${message}`);
    }
    case 'retry':
      return say(event.phase, `try ${event.attempt}: ${event.reason}`);
    case 'phase-finished':
      return say(event.phase, `${event.outcome} after ${formatDuration(event.durationMs)}`);
    case 'instance-finished':
      return sayResult(event, cwd);
    default:
      return event satisfies never;
  }
}

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

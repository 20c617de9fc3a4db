import type { Reporter, RunEvent } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import { padCells } from '../../base/text/cell-width.ts';
import { renderFinalReport } from './final-report.ts';
import type { RetryNote } from './final-report.ts';
import { paintLine, span } from '../text/line.ts';
import type { Line } from '../text/line.ts';
import { renderEvent } from './render-event.ts';
import { renderHeader } from './render-header.ts';
import type { TerminalOptions } from './terminal-live.ts';

/** Progress is told when an instance has said nothing for so long: a long pull is seen to live, and nothing floods. */
const QUIET_MS = 10_000;

/** A whole line must be worth reading: that only so many run at once is in the first line, and what was there already took no time. */
const QUICK_MS = 500;

function saysNothing(event: Extract<RunEvent, { instance: string }>): boolean {
  if (event.type === 'instance-waiting') return event.reason === 'waiting for a core';
  return (
    event.type === 'phase-finished' &&
    event.phase === 'prepare' &&
    event.outcome === 'pass' &&
    event.durationMs < QUICK_MS
  );
}

/**
 * For CI and pipes: one line per event that says something, each with its time since the start and its instance, no
 * cursor moves; the final report when closed. Close it last.
 */
export function createTerminalLinesReporter(
  options: Pick<TerminalOptions, 'write' | 'chalk' | 'cwd' | 'files'>,
): Reporter {
  const { write, chalk, cwd, files = [] } = options;
  const spokenAt = new Map<string, number>();
  const retries: RetryNote[] = [];
  let started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  let result: RunResult | undefined;
  let nameCells = 0;

  const print = (lines: readonly Line[]): void => {
    write(lines.map((line) => `${paintLine(line, chalk)}\n`).join(''));
  };
  const tell = (event: Extract<RunEvent, { instance: string }>): void => {
    const line = renderEvent(event, { cwd, verb: started?.verb ?? '' });
    const seconds = ((event.at - (started?.at ?? event.at)) / 1000).toFixed(1);
    const last = spokenAt.get(event.instance) ?? started?.at ?? event.at;
    if (event.type === 'instance-started') spokenAt.set(event.instance, event.at);
    if (line === undefined || saysNothing(event)) return;
    if (event.type === 'phase-progress' && event.at - last < QUIET_MS) return;
    spokenAt.set(event.instance, event.at);
    print([[span(seconds.padStart(7), 'dim'), span(`  ${padCells(event.instance, nameCells)}  `), ...line]]);
  };

  return {
    on(event) {
      if (event.type === 'run-started') {
        started = event;
        nameCells = Math.max(0, ...event.instances.map((one) => one.name.length));
        return print([renderHeader(event)]);
      }
      if (event.type === 'run-finished') {
        result = event.result;
        return;
      }
      if (event.type === 'retry') retries.push(event);
      tell(event);
    },
    async close() {
      if (started === undefined || result === undefined) return;
      const { verb, snapshot, instances: planned, directory } = started;
      print(renderFinalReport(result, { verb, snapshot, planned, directory, retries, files, cwd }));
    },
  };
}

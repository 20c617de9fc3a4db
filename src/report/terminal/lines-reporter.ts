import { padCells } from '../../base/text/cell-width.ts';
import type { InstanceEvent, Reporter, RunStarted } from '../../contract/events.ts';
import { paintLine, span, type Line } from '../text/line.ts';
import { finalReporter } from './final-reporter.ts';
import { renderEvent } from './render-event.ts';
import { renderHeader } from './render-header.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** Progress is printed only after an instance was silent for this long: a long pull shows life, and nothing floods. */
const QUIET_MS = 10_000;

/**
 * For CI and pipes: one line per event that says something, each with the time since the start and the instance,
 * without cursor moves; the final report when it is closed. Close it last.
 */
export function linesReporter(options: Pick<TerminalOptions, 'write' | 'chalk' | 'cwd' | 'files'>): Reporter {
  const { write, chalk, cwd } = options;
  const print = (lines: readonly Line[]): void => {
    write(lines.map((line) => `${paintLine(line, chalk)}\n`).join(''));
  };
  const end = finalReporter({ ...options, print });
  const spokenAt = new Map<string, number>();
  let started: RunStarted | undefined;
  let nameCells = 0;

  const tell = (event: InstanceEvent): void => {
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
      end.on(event);
      if (event.type === 'run-finished') return;
      if (event.type !== 'run-started') return tell(event);
      started = event;
      nameCells = Math.max(0, ...event.instances.map((one) => one.name.length));
      print([renderHeader(event)]);
    },
    close: () => end.close(),
  };
}

/**
 * A line must be worth reading: that instances wait for a core follows from the first line, and a `prepare` shorter
 * than this found everything there.
 */
const QUICK_MS = 500;

function saysNothing(event: InstanceEvent): boolean {
  if (event.type === 'instance-waiting') return event.reason === 'waiting for a core';
  return (
    event.type === 'phase-finished' &&
    event.phase === 'prepare' &&
    event.outcome === 'pass' &&
    event.durationMs < QUICK_MS
  );
}

import { padCells } from '../../base/text/cell-width.ts';
import type { InstanceEvent, Reporter, RunStarted } from '../../contract/events.ts';
import type { StateResult } from '../../contract/result.ts';
import { isNotBegun } from '../explain/cut-short.ts';
import { countStates } from '../explain/count-states.ts';
import { paintLine, span, type Line } from '../text/line.ts';
import { finalReporter } from './final-reporter.ts';
import { holdUnbegun } from './hold-unbegun.ts';
import { watchLongWaits } from './long-waits.ts';
import { renderEvent } from './render-event.ts';
import { renderHeader } from './render-header.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** Progress is printed only after an instance was silent for this long: a long pull shows life, and nothing floods. */
const QUIET_MS = 10_000;
/** What is silent for this long is said to be alive, and what it is at: one long state, one long step of a first `prepare`. */
const SILENT_MS = 30_000;
const LOOK_MS = 1000;

/**
 * For CI and pipes: one line per event that says something, each with the time since the start and the instance,
 * without cursor moves; the final report when it is closed. Close it last.
 */
export function linesReporter(options: Pick<TerminalOptions, 'write' | 'chalk' | 'cwd' | 'files' | 'now'>): Reporter {
  const { write, chalk, cwd, now } = options;
  const print = (lines: readonly Line[]): void => {
    write(lines.map((line) => `${paintLine(line, chalk)}\n`).join(''));
  };
  const end = finalReporter({ ...options, print });
  const spokenAt = new Map<string, number>();
  const waits = watchLongWaits();
  /** States of the phase that runs, by instance. */
  const states = new Map<string, StateResult[]>();
  let timer: NodeJS.Timeout | undefined;
  let started: RunStarted | undefined;
  let nameCells = 0;

  const unbegun = holdUnbegun();

  const speak = (at: number, instance: string, line: Line): void => {
    unbegun.release();
    spokenAt.set(instance, at);
    const seconds = ((at - (started?.at ?? at)) / 1000).toFixed(1);
    print([[span(seconds.padStart(7), 'dim'), span(`  ${padCells(instance, nameCells)}  `), ...line]]);
  };
  const breakSilence = (): void => {
    const at = now();
    const silent = waits
      .list(at)
      .filter(({ instance }) => at - (spokenAt.get(instance) ?? started?.at ?? at) >= SILENT_MS);
    // Several instances wait for one image: it is told once.
    for (const [first, ...others] of Map.groupBy(silent, ({ shared, instance }) => shared ?? instance).values()) {
      if (first !== undefined) speak(at, first.instance, first.line);
      for (const { instance } of others) spokenAt.set(instance, at);
    }
  };
  const tellStopping = (at: number): void => {
    const running = waits.list(at).map(({ instance }) => instance);
    const seconds = ((at - (started?.at ?? at)) / 1000).toFixed(1);
    const what = running.length === 0 ? '' : `: ${running.join(', ')}`;
    print([[span(seconds.padStart(7), 'dim'), span(`  stopping, and removing what this run made${what}`, 'error')]]);
  };
  const tell = (event: InstanceEvent): void => {
    waits.on(event);
    if (event.type === 'phase-started') states.set(event.instance, []);
    if (event.type === 'state-finished') states.get(event.instance)?.push(event.state);
    const planned = started?.instances.find(({ name }) => name === event.instance);
    const hasFailed = planned?.hasFailed ?? false;
    const line = renderEvent(event, { cwd, verb: started?.verb ?? '', hasFailed });
    if (unbegun.takes(event, () => line && speak(event.at, event.instance, line))) return;
    const last = spokenAt.get(event.instance) ?? started?.at ?? event.at;
    if (event.type === 'instance-started') spokenAt.set(event.instance, event.at);
    if (line === undefined || saysNothing(event)) return;
    if (event.type === 'phase-progress' && event.at - last < QUIET_MS) return;
    const counted = event.type === 'phase-finished' ? countStates(states.get(event.instance) ?? []) : '';
    speak(event.at, event.instance, counted === '' ? line : [...line, span(`  ${counted}`, 'dim')]);
  };

  return {
    on(event) {
      end.on(event);
      if (event.type === 'run-finished') return clearInterval(timer);
      if (event.type === 'run-stopping') return tellStopping(event.at);
      if (event.type !== 'run-started') return tell(event);
      started = event;
      nameCells = Math.max(0, ...event.instances.map((one) => one.name.length));
      print([renderHeader(event)]);
      waits.begin(event.instances);
      timer = setInterval(breakSilence, LOOK_MS).unref();
    },
    close: () => {
      clearInterval(timer);
      return end.close();
    },
  };
}

/**
 * A line must be worth reading: that instances wait for others follows from the first line, what was stopped before it
 * began has nothing to tell, and a `prepare` shorter than this found everything there.
 */
const QUICK_MS = 500;

function saysNothing(event: InstanceEvent): boolean {
  if (event.type === 'instance-waiting') return event.isForOthers === true;
  if (event.type === 'instance-finished') return isNotBegun(event.result);
  if (event.type !== 'phase-finished') return false;
  // Of a suite without checks, say.
  if (event.outcome === 'skip') return true;
  return event.phase === 'prepare' && event.outcome === 'pass' && event.durationMs < QUICK_MS;
}

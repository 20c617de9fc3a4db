import type { InstanceEvent, Reporter, RunStarted } from '../../contract/events.ts';
import { isNotBegun } from '../explain/cut-short.ts';
import { isOneTrouble } from '../explain/group-alike.ts';
import { paintLine, plainLine, span, type Line } from '../text/line.ts';
import { count } from '../../base/text/count.ts';
import { createScreenPainter } from './create-screen-painter.ts';
import { finalReporter } from './final-reporter.ts';
import { renderEvent } from './render-event.ts';
import { renderHeader } from './render-header.ts';
import { renderLive, type LiveView } from './render-live.ts';
import { renderRow } from './render-row.ts';
import { createRunRow, updateRunRow, type RunRow } from './run-row.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** At most ten frames a second. */
const FRAME_MS = 100;

/**
 * The live table for a terminal: a row per instance, a summary below; when the run is over, the whole table once more
 * and the final report. `close` prints these and always shows the cursor again, even when the run never finished.
 * Close it last, so that the files that it names are written.
 */
export function liveReporter(options: TerminalOptions): Reporter {
  const { write, chalk, size, now, hasLinks } = options;
  const print = (lines: readonly Line[]): void => {
    write(lines.map((line) => `${paintLine(line, chalk, hasLinks)}\n`).join(''));
  };
  const end = finalReporter({ ...options, print, columns: () => Math.max(20, size().columns) });
  const painter = createScreenPainter(write);
  const rows = new Map<string, RunRow>();
  let started: RunStarted | undefined;
  let frame = 0;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;

  const view = (): LiveView => ({
    rows: [...rows.values()],
    now: now(),
    frame,
    concurrency: started?.concurrency ?? 1,
    header: started === undefined ? [] : renderHeader(started),
    verb: started?.verb ?? '',
    startedAt: started?.at ?? now(),
    usualMs: started?.usualMs ?? {},
    isStopping,
  });
  const draw = (): void => {
    frame += 1;
    const lines = renderLive(view(), size());
    painter.draw(
      lines.map((line) => paintLine(line, chalk)),
      lines.map((line) => plainLine(line)),
      size(),
    );
  };
  const begin = (event: RunStarted): void => {
    started = event;
    for (const summary of event.instances) rows.set(summary.name, createRunRow(summary));
    draw();
    timer = setInterval(draw, FRAME_MS).unref();
  };
  const stop = (): void => {
    isStopping = true;
    draw();
  };
  const leaveTable = (): void => {
    painter.clear(size());
    const last = view();
    // What kept all of them from being begun with is told once, below.
    const shown = isOneTrouble(last.rows.map(({ result }) => result)) ? [] : last.rows;
    const begun = shown.filter(({ result }) => result === undefined || !isNotBegun(result));
    const left = shown.length - begun.length;
    print([
      last.header,
      ...begun.map((row) => renderRow(row, last, Math.max(20, size().columns - 1))),
      ...(left === 0 ? [] : [[span(` · ${count(left, 'instance')} not started`, 'dim')]]),
    ]);
  };

  /** Before it happens, and above the table, where it stays. */
  const tellAbove = (event: InstanceEvent): void => {
    const said = renderEvent(event, { cwd: options.cwd, verb: started?.verb ?? '' });
    if (said === undefined) return;
    painter.clear(size());
    print([[span(`${event.instance}  `), ...said]]);
    draw();
  };

  return {
    on(event) {
      end.on(event);
      if (event.type === 'run-started') return begin(event);
      if (event.type === 'run-stopping') return stop();
      if (event.type === 'run-finished') clearInterval(timer);
      if (!('instance' in event)) return;
      if (event.type === 'instance-remade') tellAbove(event);
      const row = rows.get(event.instance);
      if (row !== undefined) rows.set(event.instance, updateRunRow(row, event));
    },
    async close() {
      clearInterval(timer);
      if (started !== undefined) leaveTable();
      started = undefined;
      painter.release();
      await end.close();
    },
  };
}

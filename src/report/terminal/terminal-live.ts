import type { ChalkInstance } from 'chalk';
import type { Reporter, RunEvent } from '../../contract/events.ts';
import type { RunResult } from '../../contract/model.ts';
import { renderFinalReport } from './final-report.ts';
import type { RetryNote } from './final-report.ts';
import { paintLine, plainLine } from '../text/line.ts';
import type { Line } from '../text/line.ts';
import { renderHeader } from './render-header.ts';
import { renderLive, renderRow } from './render-live.ts';
import type { LiveView, ScreenSize } from './render-live.ts';
import { createRunRow, updateRunRow } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { createScreenPainter } from './screen-painter.ts';

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** `new Chalk({ level })`; level 0 writes no colour. */
  readonly chalk: ChalkInstance;
  /** Asked before each frame, so a resized window is noticed. */
  readonly size: () => ScreenSize;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Paths below it are shown relative. */
  readonly cwd: string;
  /** What lies in the run's folder and deserves a word in the last line: `junit.xml`, `badges/`. Default none. */
  readonly files?: readonly string[];
}

/** At most ten frames a second. */
const FRAME_MS = 100;

/**
 * The live table for a terminal: a row per instance, a summary below; when the run is over the whole table once more
 * and the final report. `close` prints these and always gives the cursor back, also when the run never finished.
 * Close it last, so that what it names is written.
 */
export function createTerminalLiveReporter(options: TerminalOptions): Reporter {
  const { write, chalk, size, now, cwd, files = [] } = options;
  const painter = createScreenPainter(write);
  const rows = new Map<string, RunRow>();
  const retries: RetryNote[] = [];
  let started: Extract<RunEvent, { type: 'run-started' }> | undefined;
  let result: RunResult | undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const print = (lines: readonly Line[]): void => {
    write(lines.map((line) => `${paintLine(line, chalk)}\n`).join(''));
  };
  const view = (): LiveView => ({
    rows: [...rows.values()],
    now: now(),
    frame,
    concurrency: started?.concurrency ?? 1,
    header: started === undefined ? [] : renderHeader(started),
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
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const begin = (event: Extract<RunEvent, { type: 'run-started' }>): void => {
    started = event;
    for (const summary of event.instances) rows.set(summary.name, createRunRow(summary));
    draw();
    timer = setInterval(draw, FRAME_MS).unref();
  };

  return {
    on(event) {
      if (event.type === 'run-started') return begin(event);
      if (event.type === 'run-finished') {
        result = event.result;
        return stop();
      }
      if (event.type === 'retry') retries.push(event);
      const row = rows.get(event.instance);
      if (row !== undefined) rows.set(event.instance, updateRunRow(row, event));
    },
    async close() {
      stop();
      if (started !== undefined) {
        painter.clear(size());
        const last = view();
        print([last.header, ...last.rows.map((row) => renderRow(row, last, Math.max(20, size().columns - 1)))]);
      }
      painter.release();
      if (started === undefined || result === undefined) return;
      const { verb, snapshot, instances: planned, directory } = started;
      print(renderFinalReport(result, { verb, snapshot, planned, directory, retries, files, cwd }));
    },
  };
}

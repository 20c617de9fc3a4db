import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../contract/events.ts';
import { afterRun } from '../after-run.ts';
import { cutLine } from '../text/cut-line.ts';
import type { Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap-line.ts';
import type { RetryNote } from './final-report-options.ts';
import { renderFinalReport } from './render-final-report.ts';
import type { TerminalOptions } from './terminal-options.ts';

interface FinalReporterOptions extends Pick<TerminalOptions, 'cwd' | 'files'> {
  readonly print: (lines: readonly Line[]) => void;
  /** Cells of a line, in which it is wrapped. Default: nobody knows, as in a pipe, where long lines are cut. */
  readonly columns?: () => number;
}

/** Prints what stays on the screen when the run is over, for either kind of terminal. */
export function finalReporter({
  cwd,
  files = [],
  print,
  columns,
}: FinalReporterOptions): Required<Pick<Reporter, 'on' | 'close'>> {
  const retries: RetryNote[] = [];
  const end = afterRun(async ({ verb, snapshot, instances: planned, directory }, result) => {
    const there = await keepExisting(files, directory);
    const width = columns?.();
    const options = { verb, snapshot, planned, directory, retries, files: there, cwd, columns: width };
    const lines = renderFinalReport(result, options);
    print(width === undefined ? lines.map((line) => cutLine(line)) : lines.flatMap((line) => wrapLine(line, width)));
  });
  return {
    on(event) {
      if (event.type === 'retry') retries.push(event);
      end.on(event);
    },
    close: () => end.close(),
  };
}

/** Names only what is there: the project may have switched some reports off, and some may have failed. */
async function keepExisting(files: readonly string[], directory: string): Promise<readonly string[]> {
  const isThere = await Promise.all(
    files.map((file) =>
      access(join(directory, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_, at) => isThere[at]);
}

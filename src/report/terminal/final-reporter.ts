import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../contract/events.ts';
import { afterRun } from '../after-run.ts';
import type { Line } from '../text/line.ts';
import { renderFinalReport, type RetryNote } from './render-final-report.ts';
import type { TerminalOptions } from './terminal-options.ts';

interface FinalReporterOptions extends Pick<TerminalOptions, 'cwd' | 'files'> {
  readonly print: (lines: readonly Line[]) => void;
}

/** Prints what stays on the screen when the run is over, for either kind of terminal. */
export function finalReporter({
  cwd,
  files = [],
  print,
}: FinalReporterOptions): Required<Pick<Reporter, 'on' | 'close'>> {
  const retries: RetryNote[] = [];
  const end = afterRun(async ({ verb, snapshot, instances: planned, directory }, result) => {
    const there = await keepExisting(files, directory);
    print(renderFinalReport(result, { verb, snapshot, planned, directory, retries, files: there, cwd }));
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

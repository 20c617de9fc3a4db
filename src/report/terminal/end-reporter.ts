import type { Reporter } from '../../contract/events.ts';
import { paintLine } from '../text/line.ts';
import { finalReporter } from './final-reporter.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** For a run that was elsewhere: what stays on the screen when it is over, and nothing before. */
export function endReporter({
  write,
  chalk,
  cwd,
  files = [],
}: Pick<TerminalOptions, 'write' | 'chalk' | 'cwd' | 'files'>): Reporter {
  return finalReporter({
    cwd,
    files,
    print: (lines) => write(lines.map((line) => `${paintLine(line, chalk)}\n`).join('')),
  });
}

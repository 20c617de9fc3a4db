import type { Reporter } from '../../contract/events.ts';
import type { TerminalFacts } from './choose-colour-level.ts';
import { linesReporter } from './lines-reporter.ts';
import { liveReporter } from './live-reporter.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** The live table where it can be redrawn, else one line per event. */
export function chooseTerminal(facts: TerminalFacts, options: TerminalOptions): Reporter {
  return canRedraw(facts) ? liveReporter(options) : linesReporter(options);
}

/** Whether cursor moves make sense: on a terminal that knows them, outside of CI, which only records the output. */
export function canRedraw({ isTty, environment }: TerminalFacts): boolean {
  const ci = environment['CI'] ?? '';
  return isTty && environment['TERM'] !== 'dumb' && (ci === '' || ci === 'false');
}

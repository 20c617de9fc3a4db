import type { Reporter } from '../../contract/events.ts';
import { createTerminalLinesReporter } from './terminal-lines.ts';
import { createTerminalLiveReporter } from './terminal-live.ts';
import type { TerminalOptions } from './terminal-live.ts';

export interface TerminalFacts {
  readonly isTty: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Level for `new Chalk({ level })`. `NO_COLOR` with any value but the empty one turns colour off (no-color.org),
 * `FORCE_COLOR` (`0` to `3`, `true`) decides even in a pipe, else colour is for terminals.
 */
export function chooseColourLevel({ isTty, environment }: TerminalFacts): 0 | 1 | 2 | 3 {
  if ((environment['NO_COLOR'] ?? '') !== '') return 0;
  const depth = /^(truecolor|24bit)$/.test(environment['COLORTERM'] ?? '')
    ? 3
    : /256/.test(environment['TERM'] ?? '')
      ? 2
      : 1;
  const force = environment['FORCE_COLOR'];
  if (force === '0' || force === 'false') return 0;
  if (force === '1') return 1;
  if (force === '2') return 2;
  if (force === '3') return 3;
  if (force !== undefined) return depth;
  return isTty && environment['TERM'] !== 'dumb' ? depth : 0;
}

/** Whether cursor moves make sense: a terminal that knows them, and no CI that only records it. */
export function canRedraw({ isTty, environment }: TerminalFacts): boolean {
  const ci = environment['CI'] ?? '';
  return isTty && environment['TERM'] !== 'dumb' && (ci === '' || ci === 'false');
}

/** The live table where it can be redrawn, else one line per event. */
export function chooseTerminal(facts: TerminalFacts, options: TerminalOptions): Reporter {
  return canRedraw(facts) ? createTerminalLiveReporter(options) : createTerminalLinesReporter(options);
}

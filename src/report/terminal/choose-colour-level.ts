/** By what we know whether colour and cursor moves make sense. */
export interface TerminalFacts {
  readonly isTty: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Level for `new Chalk({ level })`. `NO_COLOR` with any value but the empty one turns colour off (no-color.org),
 * `FORCE_COLOR` (`0` to `3`, `true`) decides even in a pipe, else colour is for terminals. In a file of its own,
 * because every command asks it.
 */
export function chooseColourLevel({ isTty, environment }: TerminalFacts): 0 | 1 | 2 | 3 {
  if ((environment['NO_COLOR'] ?? '') !== '') return 0;
  const force = environment['FORCE_COLOR'];
  if (force === '0' || force === 'false') return 0;
  if (force === '1') return 1;
  if (force === '2') return 2;
  if (force === '3') return 3;
  if (force !== undefined) return findDepth(environment);
  return isTty && environment['TERM'] !== 'dumb' ? findDepth(environment) : 0;
}

function findDepth(environment: TerminalFacts['environment']): 1 | 2 | 3 {
  if (/^(truecolor|24bit)$/.test(environment['COLORTERM'] ?? '')) return 3;
  return /256/.test(environment['TERM'] ?? '') ? 2 : 1;
}

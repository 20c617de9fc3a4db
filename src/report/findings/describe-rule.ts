/** What a kind of finding means, for lists that explain their rules. */
export interface RuleWords {
  /** One sentence. */
  readonly short: string;
  /** What to do about it. */
  readonly help: string;
}

/** By the part of the rule before its `/`. */
const WORDS: Readonly<Record<string, RuleWords>> = {
  state: {
    short: 'A state failed, or changed something again when it was applied a second time.',
    help: 'The message says what Salt said, and what it changed as a diff. A state that changes again is not idempotent: mend it, or say why it may with `idempotent: { except: … }` in the suite.',
  },
  check: {
    short: 'What a suite says is true is not, or could not be found out.',
    help: 'The message says what was expected and what was there, with what one would look up next. Mend the formula, or the check.',
  },
  excused: {
    short: 'A state changed again, and the suite says that it may.',
    help: 'Remove the exception from `idempotent: { except: … }` as soon as the state has become idempotent.',
  },
  trouble: {
    short: 'It could not be found out whether the formula works.',
    help: 'The message says what stood in the way. `saltern doctor` looks at all that a run needs.',
  },
  render: {
    short: 'The states cannot be rendered.',
    help: 'Mend the template or the YAML at this place: no state was applied.',
  },
  pillar: { short: 'The pillar cannot be rendered.', help: 'Mend the pillar at this place: no state was applied.' },
  flaky: {
    short: 'It passed after it had failed on the same content.',
    help: 'Something in the formula, its services or its checks depends on time or on luck.',
  },
  retry: {
    short: 'Something beside the formula had to be tried again.',
    help: 'The log of the instance says what. Where it comes again and again, `saltern doctor` may know why.',
  },
};

const OTHER: RuleWords = {
  short: 'Salt stopped, or what it said is no proof.',
  help: 'The message says why; the log of the instance has all that Salt said.',
};

/** Of any rule that a finding may have. Pure. */
export function describeRule(rule: string): RuleWords {
  const [kind = ''] = rule.split('/');
  return (Object.hasOwn(WORDS, kind) ? WORDS[kind] : undefined) ?? OTHER;
}

import { shortenMiddle } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { CheckResult } from '../../contract/result.ts';

/** Cells of a name. */
const MOST_CELLS = 60;

/** What is wrong where `true` was expected, and where `false` was; `*` stands for the name. */
const WORDS: Readonly<Record<string, readonly [missing: string, unwanted: string]>> = {
  'service running': ['* does not run', '* runs'],
  'service enabled': ['* is not enabled', '* is enabled'],
  'package installed': ['* is not installed', '* is installed'],
  'file exists': ['* does not exist', '* exists'],
  'user exists': ['user * does not exist', 'user * exists'],
  'group exists': ['group * does not exist', 'group * exists'],
  'port listening': ['nothing listens on *', 'something listens on *'],
};

/** A check that failed, as a person would say it: `chronyd does not run`. Undefined: it is no question of yes or no. Pure. */
export function sayCheck({ type, id, property, outcome, expected, actual }: CheckResult): string | undefined {
  const words = WORDS[`${type} ${property}`];
  if (words === undefined || outcome !== 'fail' || typeof actual !== 'boolean') return undefined;
  if (expected !== !actual) return undefined;
  const [missing, unwanted] = words;
  // A function: in a name, `$&` is only a name.
  return (expected ? missing : unwanted).replace('*', () => shortenMiddle(cleanLine(id), MOST_CELLS));
}

import { shortenMiddle } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { StateResult } from '../../contract/result.ts';

/** Cells of a name: that of a command may be a script. */
const MOST_CELLS = 60;

/** What a state of this function is there for did not come about, in words that follow the thing's name. */
const WORDS: Readonly<Record<string, string>> = {
  'service.running': 'does not start after this state',
  'service.dead': 'does not stop after this state',
  'service.enabled': 'is not enabled after this state',
  'pkg.installed': 'is not installed after this state',
  'pkg.latest': 'is not the latest after this state',
  'pkg.removed': 'is not removed after this state',
};

/** `chronyd does not start after this state`; of what has no words of its own, `sshd-config fails`. Pure. */
export function sayState(state: Pick<StateResult, 'id' | 'function' | 'name' | 'outcome'>): string {
  if (state.outcome === 'error') return `what came of ${nameState(state)} is not known`;
  const words = WORDS[state.function];
  // A name that is a list, as of `pkgs`, is not the thing's.
  const hasName = words !== undefined && /^[\w.@+-]+$/.test(state.name);
  return hasName ? `${shortenMiddle(state.name, MOST_CELLS)} ${words}` : `${nameState(state)} fails`;
}

/** The state's id, on one line that is not too long. */
export function nameState({ id }: Pick<StateResult, 'id'>): string {
  return shortenMiddle(cleanLine(id), MOST_CELLS);
}

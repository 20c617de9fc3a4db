import type { StateResult } from '../../contract/result.ts';
import { count } from '../../base/text/count.ts';

/** `31 states, 5 changed`; empty for a pass in which nothing changed. */
export function countStates(states: readonly Pick<StateResult, 'verdict'>[]): string {
  const changed = states.filter(({ verdict }) => verdict === 'changed').length;
  return changed === 0 ? '' : `${count(states.length, 'state')}, ${changed} changed`;
}

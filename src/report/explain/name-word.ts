import { cleanLine } from '../../base/text/clean-text.ts';
import type { StateResult } from '../../contract/result.ts';

/** Most characters of a name: that of `cmd.run` is its command, which may be a script. */
const MOST = 200;

/** ` (name)` of a state whose name is not its id, as with `names:`; empty otherwise. */
export function nameWord({ id, name }: Pick<StateResult, 'id' | 'name'>, most: number = MOST): string {
  if (name === '' || name === id) return '';
  const line = cleanLine(name);
  return ` (${line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`})`;
}

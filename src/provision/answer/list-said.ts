import { stripVTControlCharacters } from 'node:util';
import type { RawState } from './parse-state.ts';

/** Parts of a command's result that Salt also logs. */
const OF_COMMAND = /^(?:Command '.*' failed with return code: \d+$|stdout: |stderr: |retcode: |\{'pid': )/su;

/**
 * What Salt said of errors while a state ran that failed, and a service's journal, as lines: without what the state says
 * of itself, in its comment or as a command's output.
 */
export function listSaid({ result, errors = [], journal = [] }: RawState, comment: string): readonly string[] {
  const isCommand = hasStatus(result['changes']);
  const own = errors
    .map((error) => stripVTControlCharacters(error).trim())
    .filter((error) => error !== '' && !comment.includes(error) && !(isCommand && OF_COMMAND.test(error)))
    .flatMap((error) => error.split('\n').map((line) => line.trimEnd()));
  return [...new Set(own), ...journal.map((line) => stripVTControlCharacters(line).trimEnd())];
}

function hasStatus(changes: unknown): boolean {
  return typeof changes === 'object' && changes !== null && 'retcode' in changes;
}

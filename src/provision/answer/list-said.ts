import { stripVTControlCharacters } from 'node:util';
import { describeUnit, unitOf } from '../../base/systemd/describe-unit.ts';
import type { RawState } from './raw-state.ts';
import { withoutScopeNotice } from './scope-notice.ts';

/** Parts of a command's result that Salt also logs. */
const OF_COMMAND = /^(?:Command '.*' failed with return code: \d+$|stdout: |stderr: |retcode: |\{'pid': )/su;
/** In the line that says which command it was, too. */
const STATUS = /^retcode: -?\d+$/u;

/**
 * What Salt said of errors while a state ran that failed, and what systemd says of a service, as lines: without what the
 * state says of itself, in its comment or as a command's output.
 */
export function listSaid({ result, errors = [], unit }: RawState, comment: string): readonly string[] {
  const isCommand = hasStatus(result['changes']);
  const known = new Set(comment.split('\n').map(coreOf));
  const lines = errors
    .map((error) => withoutScopeNotice(stripVTControlCharacters(error)).trim())
    .filter((error) => !comment.includes(error) && !(isCommand && OF_COMMAND.test(error)))
    .flatMap((error) => error.split('\n').map((line) => line.trimEnd()));
  const own = lines.filter((line) => {
    const core = coreOf(line);
    const isNew = core !== '' && !known.has(core) && !STATUS.test(line);
    known.add(core);
    return isNew;
  });
  const name = typeof result['name'] === 'string' ? result['name'] : '';
  return unit ? [...own, ...describeUnit(unitOf(name), unit)] : own;
}

/** By which a line is known again. */
function coreOf(line: string): string {
  return line.replace(/^\s*(?:stdout: |stderr: |- )?/u, '').trim();
}

function hasStatus(changes: unknown): boolean {
  return typeof changes === 'object' && changes !== null && 'retcode' in changes;
}

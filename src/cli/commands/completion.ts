import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';
import { SHELL_SCRIPTS } from '../complete/shell-scripts.ts';

/** Prints what makes a shell complete saltern's lines. */
export const completion: Command<object, [shell: string]> = async (_app, _options, shell) => {
  const script = SHELL_SCRIPTS[shell];
  if (script !== undefined) return { exitCode: 0, data: { shell, script }, lines: [script] };
  throw new SalternError('USAGE', `There is no completion for '${shell}'`, {
    hint: `There is one for ${Object.keys(SHELL_SCRIPTS).join(', ')}.`,
  });
};

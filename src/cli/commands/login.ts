import { bringMissingContent } from '../../app/bring-content.ts';
import { connectInstance } from '../../app/connect-instance.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';

/** Gives the terminal to a shell in the instance; the exit code is the shell's. */
export const login: Command<SelectOptions, [instance: string]> = async (app, options, instance) => {
  if (!app.isInteractive()) {
    throw new SalternError('USAGE', 'A shell needs a terminal, but input or output is not one', {
      hint: `Run one command with \`saltern exec ${instance} -- COMMAND\`.`,
    });
  }
  await using access = await connectInstance(app, instance, options);
  await bringMissingContent(app, access);
  if (access.instance.states.kind !== 'none') {
    app.talk('Salt works here as anywhere: salt-call pillar.items, salt-call state.apply NAME\n');
  }
  return { exitCode: await app.interact(access.connection.loginCommand(access.environment)) };
};

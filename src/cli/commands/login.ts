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
  const { name, connection, environment, isConverged } = access;
  const ready = isConverged ? '' : ` once \`saltern converge ${name}\` has been run`;
  app.talk(`Salt works here by hand${ready}: salt-call pillar.items, salt-call state.apply NAME\n`);
  return { exitCode: await app.interact(connection.loginCommand(environment)) };
};

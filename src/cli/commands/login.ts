import { SalternError } from '../../contract/errors.ts';
import type { App, ExitCode } from '../app.ts';
import type { FleetOptions } from '../load-fleet.ts';
import { openInstance } from '../open-instance.ts';

/** Gives the terminal to a shell in the instance; the exit code is the shell's. */
export async function login(app: App, options: FleetOptions, instance: string): Promise<ExitCode> {
  if (!app.isInteractive()) {
    throw new SalternError('USAGE', 'A shell needs a terminal, and input or output is none', {
      hint: `Run one command with \`saltern exec ${instance} -- COMMAND\`.`,
    });
  }
  await using connection = await openInstance(app, options, instance);
  return app.interact(connection.loginCommand());
}

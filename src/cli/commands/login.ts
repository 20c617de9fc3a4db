import type { App, ExitCode } from '../app.ts';
import type { FleetOptions } from '../load-fleet.ts';
import { openInstance } from '../open-instance.ts';

/** Gives the terminal to a shell in the instance; the exit code is the shell's. */
export async function login(app: App, options: FleetOptions, instance: string): Promise<ExitCode> {
  await using connection = await openInstance(app, options, instance);
  return app.interact(connection.loginCommand());
}

import { SalternError } from '../../contract/errors.ts';
import type { App, ExitCode } from '../app.ts';
import type { FleetOptions } from '../load-fleet.ts';
import { openInstance } from '../open-instance.ts';

/** Runs argv in the instance without a shell; output as it comes, exit code as the command gave it. */
export async function exec(
  app: App,
  options: FleetOptions,
  instance: string,
  command: readonly string[],
): Promise<ExitCode> {
  if (command.length === 0) {
    throw new SalternError('USAGE', 'No command was given', { hint: `saltern exec ${instance} -- systemctl status` });
  }
  await using connection = await openInstance(app, options, instance);
  const live = options.json ? {} : { onStdout: app.write, onStderr: app.talk };
  const { code, stdout, stderr, durationMs } = await connection.exec(command, { signal: app.signal, ...live });
  if (options.json) app.write(`${JSON.stringify({ code, stdout, stderr, durationMs }, null, 2)}\n`);
  return code;
}

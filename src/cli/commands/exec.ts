import { connectInstance } from '../../app/connect-instance.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Command } from '../answer.ts';

/** Runs argv in the instance without a shell; output as it comes, exit code as the command gave it. */
export const exec: Command<SelectOptions, [instance: string, command: readonly string[]]> = async (
  app,
  options,
  instance,
  command,
) => {
  if (command.length === 0) {
    throw new SalternError('USAGE', 'No command was given', {
      hint: `Add one after '--': \`saltern exec ${instance} -- systemctl status\`.`,
    });
  }
  await using access = await connectInstance(app, instance, options);
  const [out, err] = [app.relay('stdout'), app.relay('stderr')];
  const live = options.json ? {} : { onStdout: out.push, onStderr: err.push };
  const { code, stdout, stderr, durationMs } = await access.connection.exec(command, {
    signal: app.signal,
    environment: access.environment,
    ...live,
  });
  out.end();
  err.end();
  return { exitCode: code, data: { code, stdout, stderr, durationMs } };
};

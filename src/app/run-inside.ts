import type { ExecOptions, ExecResult } from '../contract/connection.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
import type { InstanceAccess } from './connect-instance.ts';

/**
 * Runs `$@` as a child and ends as it does. The parent keeps a mark of saltern in its environment, by which both are
 * found when they are to be ended, whatever the child does to its own.
 */
export const STAND_BY = '(exec "$@"); exit $?';

/**
 * Runs argv in an instance for a person, without a shell and without a terminal. When the signal is aborted, whatever it
 * started is ended. Throws `GUEST_GONE` and the signal's reason.
 */
export function runInside(
  { connection, environment }: InstanceAccess,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  return connection.exec(['/bin/sh', '-c', STAND_BY, 'saltern', ...argv], { environment, ...options });
}

/** argv of Salt with the suite's configuration, whatever `/etc/salt` says; `words`: those of `salt-call`. */
export function saltCommand(words: readonly string[]): readonly string[] {
  return ['salt-call', '--config-dir', GUEST_CONFIG, '--local', ...words];
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { Connection } from '../../contract/connection.ts';
import { SalternError } from '../../contract/errors.ts';
import { getThrough, type CommandReader } from '../guest/get-through.ts';
import { putThrough } from '../guest/put-through.ts';
import { knownHosts, loginCommand } from './login-command.ts';
import { openLine } from './open-line.ts';
import { readCommand } from './read-command.ts';
import { runCommand } from './run-command.ts';
import { SshSession } from './session.ts';
import type { SshTarget } from './ssh-target.ts';

export interface OpenSshOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until it must have let us in; it may still be starting. */
  readonly timeoutMs: number;
}

/**
 * A way into a machine over one SSH connection, made again when it breaks. Throws SSH_FAILED when the machine does not
 * let us in, GUEST_GONE when it is not there any more, what `isAlive` throws, and the signal's reason. A line that
 * breaks while a command runs is SSH_FAILED as well, and transient.
 */
export async function openSsh(target: SshTarget, { signal, timeoutMs }: OpenSshOptions): Promise<Connection> {
  const privateKey = await readText(target.keyFile, MOST_BYTES.settings).catch((cause: unknown) => {
    throw new SalternError('SSH_FAILED', `The key '${target.keyFile}' for '${target.name}' cannot be read`, {
      hint: 'Destroy the instance and create it again.',
      cause,
    });
  });
  await mkdir(dirname(target.knownHostsFile), { recursive: true });
  await writeFileAtomic(target.knownHostsFile, knownHosts(target));
  const line = await openLine(target, { privateKey, timeoutMs, signal });
  const session = new SshSession(target, privateKey, line);
  const exec: Connection['exec'] = (argv, options) => runCommand(session, argv, options);
  return {
    exec,
    put: (tar, remote, options) => putThrough(exec, { tar, remote, signal: options?.signal }),
    get: (remote, options) => {
      const doing = `'${remote}' was read`;
      const start: CommandReader = (argv, sinks) =>
        readCommand(session, argv, { sinks, doing, signal: options?.signal });
      return getThrough(start, remote, options?.signal);
    },
    loginCommand: (environment) => loginCommand(target, environment),
    address: () => {
      const { host, port, user, keyFile, knownHostsFile } = target;
      return { kind: 'ssh', host, port, user, keyFile, knownHostsFile };
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

import type { Connection } from '../../../src/contract/connection.ts';
import { openSsh } from '../../../src/connect/ssh/open-ssh.ts';
import { ConsoleReader, consoleSize } from './console.ts';
import type { QemuHandle } from '../handle.ts';
import { machineFolder } from './machine-folder.ts';
import { findTrouble, watchMachine } from './watch-machine.ts';

/**
 * A way into a running machine, over one SSH connection. While a command runs, the console is watched: a kernel panic
 * is reported at once and with its line, not only when the connection has been silent for long enough.
 */
export async function openMachine(
  handle: QemuHandle,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Connection> {
  const folder = machineFolder(handle.directory);
  const name = handle.instance;
  const reader = new ConsoleReader(folder.serial, await consoleSize(folder.serial));
  const ssh = await openSsh(
    {
      host: '127.0.0.1',
      port: handle.port,
      user: 'root',
      keyFile: handle.keyFile,
      hostKeys: [handle.hostKey],
      knownHostsFile: folder.knownHosts,
      name,
      isAlive: async () => {
        const trouble = await findTrouble(folder, { name, isBooting: false, reader });
        if (trouble) throw trouble;
        return true;
      },
    },
    options,
  );
  const calm = new AbortController().signal;
  return {
    ...ssh,
    exec: (argv, more = {}) =>
      watchMachine(folder, { name, isBooting: false, signal: more.signal ?? calm }, (signal) =>
        ssh.exec(argv, { ...more, signal }),
      ),
    [Symbol.asyncDispose]: () => ssh[Symbol.asyncDispose](),
  };
}

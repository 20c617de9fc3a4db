import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSshKey } from '../../src/connect/ssh/make-key.ts';
import type { SshTarget } from '../../src/connect/ssh/ssh-target.ts';
import { freePort } from '../testbed/host/free-port.ts';

export interface SshServer {
  readonly target: SshTarget;
  /** Ends it and every connection to it, as a machine does that loses its power. */
  kill(): Promise<void>;
  /** Ends the connections alone. */
  dropLines(): void;
  /** On the same port, with the same keys. */
  start(): void;
}

/** OpenSSH's own server on loopback, with keys and configuration of its own in `folder`. Needs root. */
export async function startSshd(folder: string, settings: readonly string[] = []): Promise<SshServer> {
  const port = await freePort();
  const [hostKey, userKey] = [makeSshKey('host'), makeSshKey('user')];
  const file = (name: string, content: string, mode = 0o600): string => {
    writeFileSync(join(folder, name), content, { mode });
    return join(folder, name);
  };
  const configuration = file(
    'sshd_config',
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${file('host_key', hostKey.privateKey)}`,
      `AuthorizedKeysFile ${file('authorized_keys', `${userKey.publicKey}\n`)}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      // Debian's bash would read what this machine's root has in .bashrc for every command, were it not for this.
      'SetEnv SHLVL=2',
      ...settings,
      '',
    ].join('\n'),
  );
  // It refuses to start without this empty folder.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const begin = () => spawn('/usr/sbin/sshd', ['-D', '-e', '-f', configuration], { stdio: 'ignore' });
  let server = begin();
  return {
    target: {
      host: '127.0.0.1',
      port,
      user: 'root',
      keyFile: file('user_key', userKey.privateKey),
      hostKeys: [hostKey.publicKey],
      knownHostsFile: join(folder, 'known hosts', 'file'),
      name: 'tested-machine',
      isAlive: () => Promise.resolve(true),
    },
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const lines = childrenOf(server.pid);
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      lines.forEach(killHard);
      await ended;
    },
    dropLines: () => childrenOf(server.pid).forEach(killHard),
    start: () => void (server = begin()),
  };
}

function childrenOf(pid: number | undefined): readonly number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.split(' ').filter(Boolean).map(Number);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

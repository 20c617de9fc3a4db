import { quoteWord } from '../../base/text/quote-word.ts';
import type { SshTarget } from './ssh-target.ts';

/** argv of the real `ssh` for a person, which ignores that person's own SSH configuration, agent and known hosts. */
export function loginCommand(
  { host, port, user, keyFile, knownHostsFile }: SshTarget,
  environment: Readonly<Record<string, string>> = {},
): readonly string[] {
  const options = [
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `UserKnownHostsFile=${quotePath(knownHostsFile)}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'LogLevel=ERROR',
  ];
  const key = keyFile.replaceAll('%', '%%');
  return [
    'ssh',
    '-F',
    '/dev/null',
    '-t',
    '-p',
    `${port}`,
    '-i',
    key,
    ...options.flatMap((o) => ['-o', o]),
    `${user}@${host}`,
    ...shellWith(environment),
  ];
}

/** The user's login shell with these variables, which sshd would not take from us; nothing where there are none. */
function shellWith(environment: Readonly<Record<string, string>>): readonly string[] {
  const words = Object.entries(environment).map(([name, value]) => quoteWord(`${name}=${value}`));
  return words.length === 0 ? [] : [`exec env ${words.join(' ')} sh -c 'exec "\${SHELL:-/bin/sh}" -l'`];
}

/** Lines of a known hosts file. */
export function knownHosts({ host, port, hostKeys }: SshTarget): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return hostKeys.map((key) => `${name} ${key}\n`).join('');
}

/** ssh splits this option at spaces and expands `%`. */
function quotePath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

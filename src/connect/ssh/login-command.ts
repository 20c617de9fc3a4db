import type { SshTarget } from './ssh-target.ts';

/** argv of the real `ssh` for a person, apart from whatever is set up for that person's own use. */
export function loginCommand({ host, port, user, keyFile, knownHostsFile }: SshTarget): readonly string[] {
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
  ];
}

/** Lines of a known hosts file. */
export function knownHosts({ host, port, hostKeys }: SshTarget): string {
  const place = port === 22 ? host : `[${host}]:${port}`;
  return hostKeys.map((key) => `${place} ${key}\n`).join('');
}

/** ssh takes this option for a list of paths, and fills in what follows a `%`. */
function quotePath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

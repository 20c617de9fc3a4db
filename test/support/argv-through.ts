import type { GuestAddress } from '../../src/contract/connection.ts';

/** A command in the instance as another program would run it that only knows the address. */
export function argvThrough(
  address: GuestAddress,
  argv: readonly string[],
): [program: string, words: readonly string[]] {
  switch (address.kind) {
    case 'docker':
      return ['docker', [...address.options, 'exec', address.container, ...argv]];
    case 'ssh': {
      const { host, port, user, keyFile, knownHostsFile } = address;
      const options = [`UserKnownHostsFile=${knownHostsFile}`, 'StrictHostKeyChecking=yes', 'IdentitiesOnly=yes'];
      const words = ['-F', '/dev/null', '-i', keyFile, '-p', `${port}`, ...options.flatMap((one) => ['-o', one])];
      return ['ssh', [...words, `${user}@${host}`, ...argv]];
    }
    default:
      return address satisfies never;
  }
}

import { describe, expect, it } from 'vitest';
import { knownHosts, loginCommand } from '../../../../src/connect/ssh/login-command.ts';
import type { SshTarget } from '../../../../src/connect/ssh/ssh-target.ts';

const target: SshTarget = {
  host: '127.0.0.1',
  port: 2222,
  user: 'root',
  keyFile: '/a b/key',
  hostKeys: ['ssh-ed25519 AAAA', 'ssh-rsa BBBB'],
  knownHostsFile: '/a b/known 100%',
  name: 'x',
  isAlive: () => Promise.resolve(true),
};

describe('loginCommand', () => {
  it('names paths so that ssh reads them back', () => {
    const words = loginCommand(target);

    expect(words.slice(0, 8)).toEqual(['ssh', '-F', '/dev/null', '-t', '-p', '2222', '-i', '/a b/key']);
    expect(words).toContain('UserKnownHostsFile="/a b/known 100%%"');
    expect(words.at(-1)).toBe('root@127.0.0.1');
  });

  it('starts the login shell with the variables that it is given', () => {
    const words = loginCommand(target, { SALT_CONFIG_DIR: '/var/lib/a b' });

    expect(words.at(-2)).toBe('root@127.0.0.1');
    expect(words.at(-1)).toBe(`exec env 'SALT_CONFIG_DIR=/var/lib/a b' sh -c 'exec "\${SHELL:-/bin/sh}" -l'`);
  });

  it('knows each host key by place and port', () => {
    expect(knownHosts(target)).toBe('[127.0.0.1]:2222 ssh-ed25519 AAAA\n[127.0.0.1]:2222 ssh-rsa BBBB\n');
    expect(knownHosts({ ...target, port: 22 })).toMatch(/^127\.0\.0\.1 ssh-ed25519/);
  });
});

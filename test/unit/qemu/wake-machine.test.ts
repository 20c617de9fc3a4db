import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHostKeys } from '../../../drivers/qemu/host-keys.ts';
import { wakeLine, type Identity } from '../../../drivers/qemu/wake-machine.ts';
import { makeSshKey } from '../../../src/connect/ssh/make-key.ts';

const hostKeys = await makeHostKeys('one');

function identity(change: Partial<Identity> = {}): Identity {
  return {
    hostname: 'one',
    oldHostname: 'builder-1',
    hostKeys,
    authorizedKey: makeSshKey('saltern fleet').publicKey,
    now: 1_700_000_000_123,
    ...change,
  };
}

function shell(script: string): string {
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
}

/** What a POSIX shell writes into that file: the one command of the line that does, run for itself. */
function written(line: string, file: string): string {
  const word = String.raw`(?:'[^']*'|\\'|[^\s'\\])+`;
  const command = new RegExp(`(?:printf %b|echo) ${word}(?= >${file.replaceAll('.', String.raw`\.`)}(?:;|\\s))`).exec(
    line,
  );
  if (!command) throw new Error(`nothing is written into '${file}'`);
  return shell(command[0]);
}

describe('wakeLine', () => {
  it('is one line that a POSIX shell understands', () => {
    const line = wakeLine(identity());

    expect(line).not.toContain('\n');
    expect(execFileSync('/bin/sh', ['-n', '-c', line], { encoding: 'utf8' })).toBe('');
  });

  it('gives the machine the time, in UTC and to the millisecond', () => {
    expect(wakeLine(identity())).toContain('; date -u -s @1700000000.123;');
  });

  it('writes keys that are the same byte for byte', () => {
    const line = wakeLine(identity());

    expect(written(line, '/opt/saltern/vm/host_key')).toBe(hostKeys.own.privateKey);
    expect(written(line, '/etc/ssh/ssh_host_ed25519_key')).toBe(hostKeys.ed25519.privateKey);
    expect(written(line, '/etc/ssh/ssh_host_rsa_key')).toBe(hostKeys.rsa.privateKey);
    expect(written(line, '/etc/ssh/ssh_host_ed25519_key.pub')).toBe(`${hostKeys.ed25519.publicKey}\n`);
    expect(written(line, '/etc/ssh/ssh_host_rsa_key.pub')).toBe(`${hostKeys.rsa.publicKey}\n`);
  });

  it('keeps quotes and dollars in names from the shell', () => {
    const authorizedKey = makeSshKey(`saltern o'brien "x" $HOME \`id\``).publicKey;

    const line = wakeLine(identity({ authorizedKey, hostname: `it's` }));

    expect(execFileSync('/bin/sh', ['-n', '-c', line], { encoding: 'utf8' })).toBe('');
    expect(written(line, '/opt/saltern/vm/authorized_keys')).toBe(`${authorizedKey}\n`);
    expect(written(line, '/etc/hostname')).toBe("it's\n");
  });

  it('keeps the identity of one machine from the next', () => {
    const id = (line: string) => /echo ([0-9a-f]{32}) >\/etc\/machine-id/.exec(line)?.[1];

    const [first, second] = [id(wakeLine(identity())), id(wakeLine(identity()))];

    expect(first).toBeDefined();
    expect(first).not.toBe(second);
  });

  it('replaces the old name in /etc/hosts, and no other that begins like it', () => {
    const line = wakeLine(identity({ oldHostname: 'a.b' }));
    const expression = /sed -i (\S+) \/etc\/hosts/.exec(line)?.[1] ?? '';

    expect(shell(`printf '127.0.1.1 a.b\\n::1 axb a.bc\\n' | sed ${expression}`)).toBe('127.0.1.1 one\n::1 axb a.bc\n');
  });

  it('writes any text unchanged', () => {
    const text = fc.string({ unit: fc.constantFrom('\n', '\\', "'", '"', '%', '$', 'n', '0', '\r', '\t', 'é', 'a') });

    fc.assert(
      fc.property(text, (privateKey) => {
        const line = wakeLine(identity({ hostKeys: { ...hostKeys, own: { ...hostKeys.own, privateKey } } }));

        expect(line).not.toContain('\n');
        expect(written(line, '/opt/saltern/vm/host_key')).toBe(privateKey);
      }),
      { numRuns: 40 },
    );
  });
});

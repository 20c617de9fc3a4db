import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHostKeys } from '../../../../../drivers/qemu/guest/host-keys.ts';
import { wakeLine, type Identity } from '../../../../../drivers/qemu/guest/wake-machine.ts';
import { makeSshKey } from '../../../../../src/connect/ssh/make-key.ts';
import { scene } from '../scene.ts';

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

/** What is done later, as the inner shell gets it. */
function afterwards(line: string): string {
  const word = /nice -n 19 sh -c (.*) sh "\$old" </.exec(line)?.[1] ?? '';
  return shell(`printf %s ${word}`);
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
    for (const script of [line, afterwards(line)])
      expect(execFileSync('/bin/sh', ['-n', '-c', script], { encoding: 'utf8' })).toBe('');
  });

  it('gives the machine the time, in UTC and to the millisecond', () => {
    expect(wakeLine(identity())).toContain('; date -u -s @1700000000.123 >/dev/null;');
  });

  it('writes keys that are the same byte for byte', () => {
    const line = wakeLine(identity());
    const later = afterwards(line);

    expect(written(line, '/opt/saltern/vm/host_key')).toBe(hostKeys.own.privateKey);
    expect(written(later, '/etc/ssh/ssh_host_ed25519_key')).toBe(hostKeys.ed25519.privateKey);
    expect(written(later, '/etc/ssh/ssh_host_rsa_key')).toBe(hostKeys.rsa.privateKey);
    expect(written(later, '/etc/ssh/ssh_host_ed25519_key.pub')).toBe(`${hostKeys.ed25519.publicKey}\n`);
    expect(written(later, '/etc/ssh/ssh_host_rsa_key.pub')).toBe(`${hostKeys.rsa.publicKey}\n`);
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

  it('replaces the old name in /etc/hosts, also in a last line without an end', async () => {
    using context = scene();
    const file = join(context.directory, 'hosts');
    await writeFile(file, '127.0.1.1 builder-1.local builder-1\n\n# %s $HOME *\n::1\tlocalhost builder-1');
    const command = /hosts=; .* >\/etc\/hosts(?=;)/.exec(wakeLine(identity()))?.[0] ?? '';

    shell(command.replaceAll('/etc/hosts', file));

    expect(await readFile(file, 'utf8')).toBe('127.0.1.1 one.local one\n\n# %s $HOME *\n::1\tlocalhost one\n');
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

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHostKeys } from '../../../../../drivers/qemu/guest/host-keys.ts';
import { publicHalf } from '../public-half.ts';
import { scene } from '../scene.ts';

const hostKeys = await makeHostKeys('one');

describe('makeHostKeys', () => {
  it.each(['own', 'ed25519', 'rsa'] as const)('makes a key that OpenSSH takes, its halves alike: %s', async (name) => {
    using context = scene();
    const key = hostKeys[name];
    const file = join(context.directory, 'key');
    await writeFile(file, key.privateKey, { mode: 0o600 });

    const [kind, blob, comment] = key.publicKey.split(' ');

    expect(publicHalf(file)).toBe(`${kind} ${blob}`);
    expect(kind).toBe(name === 'rsa' ? 'ssh-rsa' : 'ssh-ed25519');
    expect(comment).toBe('root@one');
  });

  it('makes an RSA key of 3072 bits', async () => {
    using context = scene();
    const file = join(context.directory, 'key.pub');
    await writeFile(file, `${hostKeys.rsa.publicKey}\n`);

    expect(execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' })).toMatch(/^3072 /);
  });
});

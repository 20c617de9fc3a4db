import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AGENT_PORT, GUEST_SSH_PORT } from '../../../../../drivers/qemu/ports.ts';
import type { HostKeys } from '../../../../../drivers/qemu/guest/host-keys.ts';
import { seedImage } from '../../../../../drivers/qemu/guest/seed.ts';
import { makeSshKey } from '../../../../../src/connect/ssh/make-key.ts';
import { readIso } from './read-iso.ts';

const hostKeys: HostKeys = {
  own: makeSshKey('own'),
  ed25519: makeSshKey('two'),
  ecdsa: makeSshKey('example'),
  rsa: makeSshKey('three'),
};
const seed = { id: 'id-1', hostname: 'one', authorizedKey: makeSshKey("saltern o'brien: #1").publicKey, hostKeys };

function userData(): Record<string, unknown> {
  const text = readIso(seedImage(seed)).files.get('user-data') ?? '';
  expect(text.startsWith('#cloud-config\n')).toBe(true);
  return parse(text) as Record<string, unknown>;
}

describe('seedImage', () => {
  it('is a CD that cloud-init knows, and leaves the network to it', () => {
    const { volume, files } = readIso(seedImage(seed));

    expect(volume).toBe('cidata');
    expect([...files.keys()]).toEqual(['meta-data', 'user-data']);
    expect(parse(files.get('meta-data') ?? '')).toEqual({ 'instance-id': 'id-1', 'local-hostname': 'one' });
  });

  it("holds the project's key and the machine's own, in YAML that gives them back unchanged", () => {
    expect(userData()).toMatchObject({
      hostname: 'one',
      ssh_pwauth: false,
      ssh_authorized_keys: [seed.authorizedKey],
      ssh_keys: {
        ed25519_private: hostKeys.ed25519.privateKey,
        ed25519_public: hostKeys.ed25519.publicKey,
        rsa_private: hostKeys.rsa.privateKey,
        rsa_public: hostKeys.rsa.publicKey,
      },
    });
  });

  it("writes saltern's own SSH service, its key for root's eyes alone", () => {
    const written = userData()['write_files'] as readonly { path: string; content: string; permissions: string }[];
    const file = (path: string) => written.find((one) => one.path === path);

    expect(file('/opt/saltern/vm/host_key')).toMatchObject({ content: hostKeys.own.privateKey, permissions: '0600' });
    expect(file('/opt/saltern/vm/authorized_keys')?.content).toBe(`${seed.authorizedKey}\n`);
    expect(file('/opt/saltern/vm/agent')).toMatchObject({ permissions: '0755' });
    expect(file('/opt/saltern/vm/agent')?.content).toContain(AGENT_PORT);
    expect(file('/etc/systemd/system/saltern-ssh.socket')?.content).toContain(`ListenStream=${GUEST_SSH_PORT}`);
  });
});

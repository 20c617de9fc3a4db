import { AGENT, AGENT_UNIT, GUEST_FOLDER, INSTALL, SSHD_CONFIG, SSH_SERVICE, SSH_SOCKET } from './guest-files.ts';
import type { HostKeys } from './host-keys.ts';
import { isoImage } from './iso-image.ts';

export interface Seed {
  /** Unique for each machine: cloud-init does its work once for each. */
  readonly id: string;
  readonly hostname: string;
  readonly authorizedKey: string;
  readonly hostKeys: HostKeys;
}

/**
 * The CD that tells cloud-init who the machine is (NoCloud, https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html).
 * JSON is YAML. The network is cloud-init's own default: DHCP on the first card.
 */
export function seedImage(seed: Seed): Buffer {
  return isoImage('cidata', {
    'user-data': `#cloud-config\n${JSON.stringify(userData(seed), null, 1)}\n`,
    'meta-data': `${JSON.stringify({ 'instance-id': seed.id, 'local-hostname': seed.hostname })}\n`,
  });
}

function userData({ hostname, authorizedKey, hostKeys }: Seed): unknown {
  const file = (path: string, content: string, permissions = '0644') => ({ path, content, permissions });
  return {
    hostname,
    manage_etc_hosts: 'localhost',
    ssh_pwauth: false,
    ssh_authorized_keys: [authorizedKey],
    ssh_keys: {
      ed25519_private: hostKeys.ed25519.privateKey,
      ed25519_public: hostKeys.ed25519.publicKey,
      ecdsa_private: hostKeys.ecdsa.privateKey,
      ecdsa_public: hostKeys.ecdsa.publicKey,
      rsa_private: hostKeys.rsa.privateKey,
      rsa_public: hostKeys.rsa.publicKey,
    },
    growpart: { mode: 'auto', devices: ['/'] },
    resize_rootfs: true,
    write_files: [
      file(`${GUEST_FOLDER}/agent`, AGENT, '0755'),
      file(`${GUEST_FOLDER}/sshd_config`, SSHD_CONFIG),
      file(`${GUEST_FOLDER}/host_key`, hostKeys.own.privateKey, '0600'),
      file(`${GUEST_FOLDER}/authorized_keys`, `${authorizedKey}\n`),
      file('/etc/systemd/system/saltern-agent.service', AGENT_UNIT),
      file('/etc/systemd/system/saltern-ssh.socket', SSH_SOCKET),
      file('/etc/systemd/system/saltern-ssh@.service', SSH_SERVICE),
    ],
    runcmd: [['sh', '-c', INSTALL]],
  };
}

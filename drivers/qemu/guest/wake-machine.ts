import { randomBytes } from 'node:crypto';
import { SalternError } from '../../../src/contract/errors.ts';
import { quoteWord } from '../../../src/base/text/quote-word.ts';
import type { GuestAgent } from './guest-agent.ts';
import { GUEST_FOLDER } from './guest-files.ts';
import type { HostKeys } from './host-keys.ts';

export interface Identity {
  readonly hostname: string;
  /** The host name of the saved machine. */
  readonly oldHostname: string;
  readonly hostKeys: HostKeys;
  readonly authorizedKey: string;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: number;
}

/**
 * Gives a restored machine, one of many alike, an identity of its own: clock, machine id, host name, keys and random
 * numbers before anything else runs; sshd's restart and a new DHCP lease right after, while work begins. One line for
 * the guest's shell, few processes: each costs 30 ms under emulation.
 */
export async function wakeMachine(agent: GuestAgent, identity: Identity, signal: AbortSignal): Promise<void> {
  const { code, said } = await agent.ask(wakeLine(identity), signal);
  if (code === 0) return;
  throw new SalternError('BOOT_FAILED', `The restored machine did not take its new identity (${code}): ${said}`);
}

/** Pure. */
export function wakeLine({ hostname, oldHostname, hostKeys, authorizedKey, now }: Identity): string {
  const machineId = randomBytes(16).toString('hex');
  const write = (text: string, file: string): string => `printf %b ${quoteWord(escapeLines(text))} >${file}`;
  // Only the shell's own commands, except `date`: each program costs 50 ms and more while QEMU has translated nothing
  // yet.
  const first = [
    'set -e',
    'umask 022',
    `date -u -s @${(now / 1000).toFixed(3)} >/dev/null`,
    `echo ${randomBytes(64).toString('hex')} >/dev/urandom`,
    'read -r old </etc/machine-id || :',
    `echo ${machineId} >/etc/machine-id`,
    `echo ${quoteWord(hostname)} >/etc/hostname`,
    `echo ${quoteWord(hostname)} >/proc/sys/kernel/hostname`,
    renameInHosts(oldHostname, hostname),
    'umask 077',
    write(hostKeys.own.privateKey, `${GUEST_FOLDER}/host_key`),
    `echo ${quoteWord(authorizedKey)} >${GUEST_FOLDER}/authorized_keys`,
  ];
  const later = [
    // journald goes on writing into the folder that it holds open, and journalctl looks for it under the new id.
    `for one in /run/log/journal /var/log/journal; do if [ -d "$one/$1" ]; then mv "$one/$1" "$one/${machineId}"; fi; done`,
    'umask 077',
    'rm -f /etc/ssh/ssh_host_* /var/lib/systemd/random-seed',
    write(hostKeys.ed25519.privateKey, '/etc/ssh/ssh_host_ed25519_key'),
    write(hostKeys.ecdsa.privateKey, '/etc/ssh/ssh_host_ecdsa_key'),
    write(hostKeys.rsa.privateKey, '/etc/ssh/ssh_host_rsa_key'),
    `echo ${quoteWord(hostKeys.ed25519.publicKey)} >/etc/ssh/ssh_host_ed25519_key.pub`,
    `echo ${quoteWord(hostKeys.ecdsa.publicKey)} >/etc/ssh/ssh_host_ecdsa_key.pub`,
    `echo ${quoteWord(hostKeys.rsa.publicKey)} >/etc/ssh/ssh_host_rsa_key.pub`,
    'chmod 644 /etc/ssh/ssh_host_*.pub',
    'read -r pid </run/sshd.pid && kill -HUP "$pid"',
    'renew=$(command -v networkctl || command -v nmcli || command -v dhclient)',
    'case "$renew" in */networkctl) for card in /sys/class/net/e*; do networkctl renew "${card##*/}" || networkctl reconfigure "${card##*/}"; done ;; */nmcli) for card in /sys/class/net/e*; do nmcli device reapply "${card##*/}"; done ;; */dhclient) dhclient -r && dhclient ;; esac',
  ];
  const calm = `nice -n 19 sh -c ${quoteWord(later.join('; '))} sh "$old" </dev/null >/dev/null 2>&1 3>&- &`;
  return `${first.join('; ')}; ${calm}`;
}

/** Both are names that DNS allows, so neither holds anything that a shell reads as a pattern. */
function renameInHosts(from: string, to: string): string {
  return [
    'hosts=',
    `while IFS= read -r entry || [ -n "$entry" ]; do while :; do case "$entry" in *${from}*) entry="\${entry%%${from}*}${to}\${entry#*${from}}" ;; *) break ;; esac; done; hosts="$hosts$entry\\n"; done </etc/hosts`,
    'printf %b "$hosts" >/etc/hosts',
  ].join('; ');
}

/** A text on one line; `printf %b` brings its line ends back. */
function escapeLines(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

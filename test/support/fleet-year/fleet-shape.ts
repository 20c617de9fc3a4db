import type { InstanceSummary } from '../../../src/contract/events.ts';

/** The fourteen formulas with what their suites install and how long they usually take, in seconds. */
const FORMULAS: Readonly<Record<string, { readonly packages: readonly string[]; readonly usual: number }>> = {
  'ops-adjoin': { packages: ['sssd', 'sssd-ad'], usual: 58 },
  'ops-gpkgs': { packages: ['vim-enhanced', 'tree', 'lsof', 'strace'], usual: 49 },
  'ops-hypr': { packages: ['libvirt', 'qemu-kvm'], usual: 94 },
  'ops-mail': { packages: ['postfix'], usual: 38 },
  'ops-minion': { packages: ['salt-minion'], usual: 33 },
  'ops-monitoring': { packages: ['node_exporter'], usual: 36 },
  'ops-sectools': { packages: ['audit', 'aide'], usual: 71 },
  'ops-ssh': { packages: ['openssh-server'], usual: 72 },
  'ops-ssl_certs': { packages: ['ca-certificates', 'openssl'], usual: 29 },
  'ops-sudo': { packages: ['sudo'], usual: 24 },
  'ops-syslog': { packages: ['rsyslog'], usual: 40 },
  'ops-time': { packages: ['chrony'], usual: 41 },
  'ops-vault': { packages: ['vault'], usual: 58 },
  'ops-yum': { packages: ['yum-utils'], usual: 35 },
};

const PLATFORMS = ['centos-7', 'centos-stream-8', 'centos-stream-9'] as const;

/** Formulas that are not for CentOS 7. */
const NEW_ONLY = new Set(['ops-hypr', 'ops-vault']);

/** Forty instances, in the order of their project. */
export const FLEET: readonly InstanceSummary[] = Object.keys(FORMULAS).flatMap((formula) =>
  PLATFORMS.filter((platform) => platform !== 'centos-7' || !NEW_ONLY.has(formula)).map((platform) => ({
    name: `${formula}-default-${platform}`,
    formula,
    suite: 'default',
    platform,
  })),
);

/** Milliseconds that an instance of the formula usually takes. */
export function usualMs(formula: string): number {
  return (FORMULAS[formula]?.usual ?? 30) * 1000;
}

/** What an instance of the formula has installed beside the base. */
export function ownPackages(formula: string): readonly string[] {
  return FORMULAS[formula]?.packages ?? [];
}

/** Numbers between 0 and 1 that are the same each time, for any key. */
export function chance(...key: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const sign of key.join('|')) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

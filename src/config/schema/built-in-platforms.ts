import type { JsonObject } from '../../base/json/json.ts';
import { DEFAULT_TIME_LIMITS } from '../../contract/time-limits.ts';

const CLOUD = 'https://cloud.centos.org/centos';

/**
 * Platforms that need no further words. Their `salt` is only a default: a version in the project file wins. Salt 3006
 * where the distribution's own Python is too old for 3007.
 */
export const BUILT_IN_PLATFORMS: Readonly<Record<string, JsonObject>> = {
  'centos-7': {
    image: 'quay.io/centos/centos:7',
    salt: { version: '3006.28' },
    qemu: { image: `${CLOUD}/7/images/CentOS-7-x86_64-GenericCloud.qcow2`, checksum: 'sha256sum.txt' },
  },
  'centos-stream-8': {
    image: 'quay.io/centos/centos:stream8',
    salt: { version: '3006.28' },
    qemu: { image: `${CLOUD}/8-stream/x86_64/images/CentOS-Stream-GenericCloud-8-latest.x86_64.qcow2` },
  },
  'centos-stream-9': {
    image: 'quay.io/centos/centos:stream9',
    salt: { version: '3007.15' },
    qemu: { image: `${CLOUD}/9-stream/x86_64/images/CentOS-Stream-GenericCloud-9-latest.x86_64.qcow2` },
  },
  'centos-stream-10': {
    image: 'quay.io/centos/centos:stream10',
    salt: { version: '3007.15' },
    qemu: { image: `${CLOUD}/10-stream/x86_64/images/CentOS-Stream-GenericCloud-10-latest.x86_64.qcow2` },
  },
};

/** What every instance starts from. */
export const DEFAULTS = {
  driver: 'docker',
  salt: { version: '3007.15' },
  destroy: 'passing',
  gate: 'gate.yml',
  reports: { directory: '.saltern' },
  prepare: { commands: [], update: true, environment: {}, mounts: {} },
  timeouts: withoutAgain(DEFAULT_TIME_LIMITS),
} as const satisfies JsonObject;

/** Where nobody sets it, it is what `converge` is set to. */
function withoutAgain<T extends { readonly again: string }>({ again: _, ...limits }: T): Omit<T, 'again'> {
  return limits;
}

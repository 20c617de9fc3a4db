import type { JsonObject } from '../../base/json/json.ts';
import { DEFAULT_SALT_VERSION } from './defaults.ts';

const CLOUD = 'https://cloud.centos.org/centos';
/** The last Salt that runs with the Python of EL 7 and 8. */
const OLDER_SALT_VERSION = '3006.28';

/** Platforms that a project need only name. Their `salt` is only a default: a version in the project file wins. */
export const BUILT_IN_PLATFORMS: Readonly<Record<string, JsonObject>> = {
  'centos-7': {
    image: 'quay.io/centos/centos:7',
    salt: { version: OLDER_SALT_VERSION },
    qemu: { image: `${CLOUD}/7/images/CentOS-7-x86_64-GenericCloud.qcow2`, checksum: 'sha256sum.txt' },
  },
  'centos-stream-8': {
    image: 'quay.io/centos/centos:stream8',
    salt: { version: OLDER_SALT_VERSION },
    qemu: { image: `${CLOUD}/8-stream/x86_64/images/CentOS-Stream-GenericCloud-8-latest.x86_64.qcow2` },
  },
  'centos-stream-9': {
    image: 'quay.io/centos/centos:stream9',
    salt: { version: DEFAULT_SALT_VERSION },
    qemu: { image: `${CLOUD}/9-stream/x86_64/images/CentOS-Stream-GenericCloud-9-latest.x86_64.qcow2` },
  },
  'centos-stream-10': {
    image: 'quay.io/centos/centos:stream10',
    salt: { version: DEFAULT_SALT_VERSION },
    qemu: { image: `${CLOUD}/10-stream/x86_64/images/CentOS-Stream-GenericCloud-10-latest.x86_64.qcow2` },
  },
};

/** Their names, for sentences. */
export const KNOWN_PLATFORMS = Object.keys(BUILT_IN_PLATFORMS).join(', ');

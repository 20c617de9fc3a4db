import type { JsonObject } from '../../base/json/json.ts';
import { DEFAULT_SALT_VERSION } from './defaults.ts';

/** The last Salt that has packages and tarballs for EL 7. */
const OLDER_SALT_VERSION = '3006.28';
/** EL 8 has Python 3.6, which is too old for Salt, and Fedora one that is too new; both have this one as a package. */
const OTHER_PYTHON = 'python3.12';

/**
 * Platforms that a project need only name. Their `salt` is only a default: a version in the project file wins, and
 * `python` stays with the platform. What an image lacks of an init or of Python, `prepare` installs with its own packages.
 */
export const BUILT_IN_PLATFORMS: Readonly<Record<string, JsonObject>> = {
  'centos-7': centos('7', 'centos:7', {
    image: '7/images/CentOS-7-x86_64-GenericCloud.qcow2',
    checksum: 'sha256sum.txt',
  }),
  'centos-stream-8': centos('8', 'centos:stream8', stream('8')),
  'centos-stream-9': centos('9', 'centos:stream9', stream('9')),
  'centos-stream-10': centos('10', 'centos:stream10', stream('10')),
  'almalinux-8': { ...almalinux('8'), salt: pip(OTHER_PYTHON) },
  'almalinux-9': almalinux('9'),
  'almalinux-10': almalinux('10'),
  'rocky-8': { ...rocky('8'), salt: pip(OTHER_PYTHON) },
  'rocky-9': rocky('9'),
  'rocky-10': rocky('10'),
  // Neither has a cloud image at an address that stays.
  'oraclelinux-8': { docker: { image: 'oraclelinux:8' }, salt: pip(OTHER_PYTHON) },
  'oraclelinux-9': { docker: { image: 'oraclelinux:9' }, salt: pip() },
  'fedora-43': { docker: { image: 'quay.io/fedora/fedora:43' }, salt: pip(OTHER_PYTHON) },
  'fedora-44': { docker: { image: 'quay.io/fedora/fedora:44' }, salt: pip(OTHER_PYTHON) },
  'debian-11': debian('11', 'bullseye'),
  'debian-12': debian('12', 'bookworm'),
  'debian-13': debian('13', 'trixie'),
  'ubuntu-2204': ubuntu('22.04'),
  'ubuntu-2404': ubuntu('24.04'),
};

/** Their names, for sentences. */
export const KNOWN_PLATFORMS = Object.keys(BUILT_IN_PLATFORMS).join(', ');

function pip(python?: string): JsonObject {
  return { version: DEFAULT_SALT_VERSION, ...(python === undefined ? {} : { python }) };
}

function centos(
  release: string,
  image: string,
  { image: disk, ...more }: { readonly image: string; readonly checksum?: string },
): JsonObject {
  const isOld = release === '7' || release === '8';
  return {
    image: `quay.io/centos/${image}`,
    salt: isOld ? { version: OLDER_SALT_VERSION } : pip(),
    qemu: { image: `https://cloud.centos.org/centos/${disk}`, ...more },
  };
}

function stream(release: string) {
  return {
    image: `${release}-stream/x86_64/images/CentOS-Stream-GenericCloud-${release}-latest.x86_64.qcow2`,
  };
}

function almalinux(release: string): JsonObject {
  const images = `https://repo.almalinux.org/almalinux/${release}/cloud/x86_64/images`;
  return {
    image: `quay.io/almalinuxorg/${release}-init:latest`,
    salt: pip(),
    qemu: { image: `${images}/AlmaLinux-${release}-GenericCloud-latest.x86_64.qcow2` },
  };
}

function rocky(release: string): JsonObject {
  const images = `https://dl.rockylinux.org/pub/rocky/${release}/images/x86_64`;
  return {
    image: `quay.io/rockylinux/rockylinux:${release}`,
    salt: pip(),
    qemu: { image: `${images}/Rocky-${release}-GenericCloud-Base.latest.x86_64.qcow2` },
  };
}

function debian(release: string, name: string): JsonObject {
  const images = `https://cloud.debian.org/images/cloud/${name}/latest`;
  return {
    image: `debian:${release}`,
    salt: pip(),
    qemu: { image: `${images}/debian-${release}-genericcloud-amd64.qcow2` },
  };
}

function ubuntu(release: string): JsonObject {
  const images = `https://cloud-images.ubuntu.com/releases/${release}/release`;
  return {
    image: `ubuntu:${release}`,
    salt: pip(),
    qemu: { image: `${images}/ubuntu-${release}-server-cloudimg-amd64.img` },
  };
}

import { apk } from './apk.ts';
import { dpkg } from './dpkg.ts';
import type { PackageManager } from './package-manager.ts';
import { pacman } from './pacman.ts';
import { rpm } from './rpm.ts';

/** In the order in which they are looked for where the distribution says nothing. */
export const PACKAGE_MANAGERS: readonly PackageManager[] = [dpkg, rpm, apk, pacman];

export function findManager(name: string): PackageManager | undefined {
  return PACKAGE_MANAGERS.find((manager) => manager.name === name);
}

/**
 * Shell that sets `pm` to the name of the guest's own manager, without a fork. As in goss: by the distribution first (a
 * Fedora may have dpkg installed), then by which is there; where there is none, rpm, which then is not found.
 */
export const PICK_MANAGER = [
  'pm=; if [ -r /etc/lsb-release ]; then while read -r l; do case $l in *Ubuntu*) pm=dpkg ;; esac; done </etc/lsb-release; fi',
  'if [ "$pm" ]; then :',
  'elif [ -e /etc/redhat-release ] || [ -e /etc/system-release ]; then pm=rpm',
  'elif [ -e /etc/alpine-release ]; then pm=apk',
  'elif [ -e /etc/arch-release ]; then pm=pacman',
  'elif [ -e /etc/debian_version ]; then pm=dpkg',
  'else for l in dpkg rpm apk pacman; do if command -v $l >/dev/null 2>&1; then pm=$l; break; fi; done; pm=${pm:-rpm}; fi',
].join('\n');

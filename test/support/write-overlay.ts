import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import type { Testbed } from '../testbed/setup.ts';

export interface OverlayOptions {
  readonly file: string;
  readonly testbed: Testbed;
  /** Folder with the mirrors and snapshots. */
  readonly snapshotRoot: string;
  /** Where the project keeps state, runs and evidence. */
  readonly reports: string;
}

/** The overlay that puts stand-ins where the suites name the true images, and Salt from pip where they name a release. */
export async function writeOverlay({ file, testbed, snapshotRoot, reports }: OverlayOptions): Promise<void> {
  const overlay = {
    platforms: {
      'centos-7': { image: testbed.images.el7, salt: { version: '3006.28', from: 'pip' } },
      'centos-stream-8': { image: testbed.images.el8, salt: { version: '3007.15', from: 'pip' } },
      'centos-stream-9': { image: testbed.images.el9, salt: { version: '3007.15', from: 'pip' } },
    },
    prepare: describePrepare(testbed),
    snapshots: {
      root: snapshotRoot,
      repositories: { 'centos-7': ['base7'], 'centos-stream-8': ['base8'], 'centos-stream-9': ['base9'] },
    },
    reports: { directory: reports },
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, stringify(overlay));
}

/** Where the host trusts an authority of its own, pip in a builder must trust it too; it stays out of the image. */
export function describePrepare({ certificates, pipEnvironment }: Testbed) {
  const inside = pipEnvironment['PIP_CERT'] ?? '/run/host-ca.pem';
  return {
    environment: { ...pipEnvironment },
    mounts: certificates === undefined ? {} : { [certificates]: inside },
  };
}

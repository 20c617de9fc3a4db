import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import type { El } from '../testbed/image/stand-ins.ts';
import type { Testbed } from '../testbed/setup.ts';
import { describeMachine } from './describe-machine.ts';

export interface OverlayOptions {
  readonly file: string;
  readonly testbed: Testbed;
  /** Folder with the mirrors and snapshots. */
  readonly snapshotRoot: string;
  /** Where the project keeps state, runs and evidence. */
  readonly reports: string;
  /** Default docker. */
  readonly driver?: 'docker' | 'qemu';
  /** Stand-ins to have as machines: each takes a minute to build. Default all. */
  readonly machines?: readonly El[];
}

/**
 * The overlay that puts stand-ins where the suites name the true images, and Salt from pip where they name a release. The
 * VM images hold Salt already: an emulated machine works on pip for minutes.
 */
export async function writeOverlay(options: OverlayOptions): Promise<void> {
  const { file, testbed, snapshotRoot, reports, driver = 'docker', machines } = options;
  const overlay = {
    driver,
    platforms: driver === 'docker' ? describeContainers(testbed) : await describeMachines(testbed, machines),
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

function describeContainers({ images }: Testbed) {
  return {
    'centos-7': { image: images.el7, salt: { version: '3006.28', from: 'pip' } },
    'centos-stream-8': { image: images.el8, salt: { version: '3007.15', from: 'pip' } },
    'centos-stream-9': { image: images.el9, salt: { version: '3007.15', from: 'pip' } },
  };
}

const PLATFORMS: Readonly<Record<El, string>> = {
  el7: 'centos-7',
  el8: 'centos-stream-8',
  el9: 'centos-stream-9',
};

async function describeMachines(testbed: Testbed, els: readonly El[] = ['el7', 'el8', 'el9']) {
  const platforms: Record<string, unknown> = {};
  // One after the other: each wants the whole machine while it is built.
  for (const el of els) {
    platforms[PLATFORMS[el]] = { qemu: await describeMachine(testbed, el), salt: { from: 'image' } };
  }
  return platforms;
}

/** Where the host trusts an authority of its own, pip in a builder must trust it too; it stays out of the image. */
export function describePrepare({ certificates, pipEnvironment }: Testbed) {
  const inside = pipEnvironment['PIP_CERT'] ?? '/run/host-ca.pem';
  return {
    environment: { ...pipEnvironment },
    mounts: certificates === undefined ? {} : { [certificates]: inside },
  };
}

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
}

/**
 * The overlay that puts stand-ins where the suites name the true images, and Salt from pip where they name a release. The
 * VM images hold Salt already: an emulated machine works on pip for minutes.
 */
export async function writeOverlay(options: OverlayOptions): Promise<void> {
  const { file, testbed, snapshotRoot, reports, driver = 'docker' } = options;
  const overlay = {
    driver,
    platforms: driver === 'docker' ? describeContainers(testbed) : await describeMachines(testbed),
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

async function describeMachines(testbed: Testbed) {
  const machine = async (el: El) => ({ qemu: await describeMachine(testbed, el), salt: { from: 'image' } });
  return {
    'centos-7': await machine('el7'),
    'centos-stream-8': await machine('el8'),
    'centos-stream-9': await machine('el9'),
  };
}

/** Where the host trusts an authority of its own, pip in a builder must trust it too; it stays out of the image. */
export function describePrepare({ certificates, pipEnvironment }: Testbed) {
  const inside = pipEnvironment['PIP_CERT'] ?? '/run/host-ca.pem';
  return {
    environment: { ...pipEnvironment },
    mounts: certificates === undefined ? {} : { [certificates]: inside },
  };
}

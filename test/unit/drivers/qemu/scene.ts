import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DriverContext } from '../../../../src/contract/context.ts';
import {
  machineFolder,
  openFolder,
  type MachineFolder,
  type MachineLabel,
  folderOf,
} from '../../../../drivers/qemu/machine/machine-folder.ts';
import { driverContext, type RecordedContext } from '../../../support/driver-context.ts';

export interface Scene extends RecordedContext, Disposable {
  /** A folder for whatever the test needs. */
  readonly directory: string;
}

/** A project and a cache of its own; nothing of it stays. */
export function scene(change: Partial<DriverContext> = {}): Scene {
  const context = driverContext(change);
  const { directory } = context.project;
  return { ...context, directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A folder for one machine, made, without a label. */
export async function bareMachine({ directory }: Scene, name = 'vm'): Promise<MachineFolder> {
  const folder = machineFolder(join(directory, name));
  await mkdir(folder.path, { recursive: true });
  return folder;
}

/** A machine's folder as `create` leaves it, without a process. */
export async function labelledMachine(
  context: Scene,
  instance: string,
  change: Partial<MachineLabel> = {},
): Promise<MachineFolder> {
  const project = { ...context.project, id: change.project ?? context.project.id };
  const folder = folderOf({ cacheDirectory: context.cacheDirectory, project }, instance);
  await openFolder(folder, {
    version: 1,
    project: project.id,
    instance,
    run: context.runId,
    role: 'instance',
    prepared: '',
    parent: '',
    ...change,
  });
  return folder;
}

/** An executable shell script. Gives its path. */
export async function fakeProgram(folder: string, name: string, script: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SweepFilter } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { readFolder } from '../../src/base/files/read-folder.ts';
import { takeLock } from '../../src/base/lock/take-lock.ts';
import { removeMachine } from './machine/remove-machine.ts';
import { listFolders, readLabel, removeHalfMadeFolders, type MachineLabel } from './machine/machine-folder.ts';
import { preparedLock, preparedRoot } from './saved/prepared-store.ts';

/** Removes the project's machines that are not in use, and half-made states. Gives the names of what it removed. */
export async function sweepMachines(
  { keep, instance, isInUse }: SweepFilter,
  context: DriverContext,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of await listFolders(context.cacheDirectory)) {
    const label = await readLabel(folder);
    if (label?.project !== context.project.id) continue;
    if (instance !== undefined && label.instance !== instance) continue;
    if (keep.includes(label.instance) || (await isBuilding(label, context))) continue;
    if (label.role === 'instance' && (await isInUse?.(label.instance))) continue;
    context.progress(`removing ${label.instance}`);
    await removeMachine(folder);
    removed.push(label.instance);
  }
  if (instance !== undefined) return removed;
  await removeHalfMade(context);
  await removeHalfMadeFolders(context.cacheDirectory);
  return removed;
}

/** A builder whose lock is held belongs to a living process. */
async function isBuilding({ role, prepared }: MachineLabel, context: DriverContext): Promise<boolean> {
  if (role !== 'builder') return false;
  using lock = await takeLock(preparedLock(context, prepared));
  return lock === undefined;
}

async function removeHalfMade(context: DriverContext): Promise<void> {
  const root = preparedRoot(context.cacheDirectory);
  const names = (await readFolder(root)).filter((name) => name.startsWith('.'));
  for (const name of names) {
    using lock = await takeLock(preparedLock(context, name.replace(/^\.(gone-)?/, '')));
    if (lock) await rm(join(root, name), { recursive: true, force: true });
  }
}

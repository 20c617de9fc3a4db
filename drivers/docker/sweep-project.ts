import type { SweepFilter } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { takeLock } from '../../src/base/lock/take-lock.ts';
import type { Engine } from './engine.ts';
import { buildLock } from './labels.ts';
import { removeVolumes } from './own-volumes.ts';
import { removeContainer } from './remove-container.ts';
import { findContainers, type OwnContainer } from './find-containers.ts';
import type { ProjectNetworks } from './project-networks.ts';

/** Removes what carries the project's label and is not in use. Gives the names of what it removed. */
export async function sweepProject(
  engine: Engine,
  networks: ProjectNetworks,
  { keep, instance, isInUse }: SweepFilter,
  context: DriverContext,
): Promise<readonly string[]> {
  const { project, signal } = context;
  const filter = { projectId: project.id, ...(instance === undefined ? {} : { instance }) };
  const orphans = (await findContainers(engine, filter, signal)).filter((one) => !keep.includes(one.instance));
  const removed: string[] = [];
  for (const container of orphans) {
    if (await isBuilding(container, context)) continue;
    if (container.role === 'instance' && (await isInUse?.(container.instance))) continue;
    context.progress(`removing ${container.name}`);
    await removeContainer(engine, container.id, signal);
    removed.push(container.name);
  }
  removed.push(...(await removeVolumes(engine, filter, signal, keep)));
  // Kept on purpose and soon made again, so they are not told of as something that was left behind.
  await networks.removeIdle(engine, context);
  return removed;
}

/** A builder whose lock is held belongs to a living process. */
async function isBuilding(container: OwnContainer, context: DriverContext): Promise<boolean> {
  if (container.role !== 'builder') return false;
  using lock = await takeLock(buildLock(context, container.prepared));
  return lock === undefined;
}

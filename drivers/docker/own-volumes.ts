import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { labelFilter, type OwnFilter } from './find-containers.ts';
import { LABEL } from './labels.ts';

/**
 * Removes volumes of ours that no container uses; gives their names. A volume goes with its container: one is left only
 * where somebody removed the container without its volumes, or the engine could not unmount it.
 */
export async function removeVolumes(
  engine: Engine,
  filter: OwnFilter,
  signal: AbortSignal,
  keep: readonly string[] = [],
): Promise<readonly string[]> {
  const { Volumes } = await engine.ask(
    'list volumes',
    (docker) => docker.listVolumes({ filters: { label: [...labelFilter(filter)] } }),
    signal,
  );
  const removed: string[] = [];
  // The engine says null where there are none.
  for (const { Name, Labels } of Volumes ?? []) {
    if (keep.includes(Labels?.[LABEL.instance] ?? '')) continue;
    if (await removeVolume(engine, Name, signal)) removed.push(Name);
  }
  return removed;
}

async function removeVolume(engine: Engine, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.ask(`remove the volume '${name}'`, (docker) => docker.getVolume(name).remove(), signal);
    return true;
  } catch (error) {
    // Already gone, or a container uses it.
    if (statusOf(error) === 404 || statusOf(error) === 409) return false;
    throw error;
  }
}

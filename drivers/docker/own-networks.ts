import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { LABEL } from './labels.ts';

/** A network of ours, as its labels say. */
export interface OwnNetwork {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

/** Networks of a project, oldest first; default: of all projects of this engine. */
export async function findNetworks(
  engine: Engine,
  { projectId }: { readonly projectId?: string },
  signal: AbortSignal,
): Promise<readonly OwnNetwork[]> {
  const label = [projectId === undefined ? LABEL.project : `${LABEL.project}=${projectId}`];
  const found = await engine.ask('list networks', (docker) => docker.listNetworks({ filters: { label } }), signal);
  return found
    .map(({ Id, Name, Labels, Created }) => ({
      id: Id,
      name: Name,
      projectId: Labels?.[LABEL.project] ?? '',
      madeAt: Date.parse(Created),
    }))
    .toSorted((a, b) => a.madeAt - b.madeAt);
}

/** Removes a network that no container is in, be it ours or not; gives whether it did. To be called under its lock. */
export async function removeIfEmpty(engine: Engine, { id, name }: OwnNetwork, signal: AbortSignal): Promise<boolean> {
  const inside = await engine.ask(
    'list containers',
    // By both: of a container that was not started yet the engine knows the network by its name alone.
    (docker) => docker.listContainers({ all: true, filters: { network: [id, name] } }),
    signal,
  );
  if (inside.length > 0) return false;
  try {
    await engine.ask(`remove the network '${name}'`, (docker) => docker.getNetwork(id).remove(), signal);
    return true;
  } catch (error) {
    // Already gone, or a container has just joined it: both are fine.
    if (statusOf(error) === 404 || statusOf(error) === 403 || statusOf(error) === 409) return false;
    throw error;
  }
}

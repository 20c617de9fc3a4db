import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { LABEL } from './labels.ts';

/** A container of ours, as its labels say. */
export interface OwnContainer {
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly runId: string;
  readonly role: string;
  readonly prepared: string;
}

export interface OwnFilter {
  readonly projectId: string;
  readonly instance?: string;
  readonly runId?: string;
  readonly role?: 'instance' | 'builder';
}

/** Containers of a project by their labels, running or not. */
export async function findContainers(
  engine: Engine,
  filter: OwnFilter,
  signal?: AbortSignal,
): Promise<readonly OwnContainer[]> {
  const pairs = [
    [LABEL.project, filter.projectId],
    [LABEL.instance, filter.instance],
    [LABEL.run, filter.runId],
    [LABEL.role, filter.role],
  ];
  const label = pairs.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`);
  const found = await engine.ask(
    'list containers',
    (docker) => docker.listContainers({ all: true, filters: { label } }),
    signal,
  );
  return found.map(({ Id, Names, Labels }) => ({
    id: Id,
    name: Names[0]?.replace(/^\//, '') ?? Id,
    instance: Labels[LABEL.instance] ?? '',
    runId: Labels[LABEL.run] ?? '',
    role: Labels[LABEL.role] ?? '',
    prepared: Labels[LABEL.prepared] ?? '',
  }));
}

/** Ends and removes a container with its nameless volumes; comes back when it is gone. Already gone is fine. */
export async function removeContainer(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const doing = `remove the container '${id}'`;
  try {
    await engine.ask(doing, (docker) => docker.getContainer(id).remove({ force: true, v: true }), signal);
  } catch (error) {
    if (statusOf(error) === 404) return;
    // Somebody else is removing it: wait until they have.
    if (statusOf(error) !== 409) throw error;
    const isGone = async (): Promise<true | undefined> => ((await isThere(engine, id)) ? undefined : true);
    if ((await waitUntil(isGone, { signal, intervalMs: 50, timeoutMs: 20_000 })) === undefined) throw error;
  }
}

async function isThere(engine: Engine, id: string): Promise<boolean> {
  try {
    await engine.ask(`look at '${id}'`, (docker) => docker.getContainer(id).inspect());
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

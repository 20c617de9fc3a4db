import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';

/** Ends and removes a container with its nameless volumes; returns when it is gone. Already gone is fine. */
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

import type Docker from 'dockerode';
import type { DriverContext } from '../../src/contract/context.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { LABEL, networkName } from './labels.ts';

/** One network per run: instances of a run reach one another by name, those of different runs do not. */
export interface RunNetworks {
  /** Makes the run's network, or gives the existing one; call `release` when nothing is being made in it any more. */
  hold(engine: Engine, context: DriverContext): Promise<string>;
  release(context: DriverContext): void;
  /** Removes the run's network unless an instance is in it or is being made. Gives whether it did. */
  removeEmpty(
    engine: Engine,
    network: { readonly id: string; readonly runId: string },
    signal: AbortSignal,
  ): Promise<boolean>;
}

export function runNetworks(): RunNetworks {
  const made = new Map<string, Promise<string>>();
  const holders = new Map<string, number>();
  return {
    async hold(engine, context) {
      const { runId } = context;
      holders.set(runId, (holders.get(runId) ?? 0) + 1);
      const network = made.get(runId) ?? ensureNetwork(engine, context);
      made.set(runId, network);
      network.catch(() => made.delete(runId));
      return await network;
    },
    release({ runId }) {
      holders.set(runId, Math.max(0, (holders.get(runId) ?? 0) - 1));
    },
    async removeEmpty(engine, { id, runId }, signal) {
      if ((holders.get(runId) ?? 0) > 0) return false;
      const inside = await engine.ask(
        'list containers',
        (docker) => docker.listContainers({ all: true, filters: { network: [id] }, abortSignal: signal }),
        signal,
      );
      if (inside.length > 0 || (holders.get(runId) ?? 0) > 0) return false;
      made.delete(runId);
      return await removeNetwork(engine, id);
    },
  };
}

/** Networks of this project, or of one run of it. */
export async function findNetworks(
  engine: Engine,
  { project }: Pick<DriverContext, 'project'>,
  filter: { readonly runId?: string },
): Promise<readonly { id: string; name: string; runId: string }[]> {
  const label = [
    `${LABEL.project}=${project.id}`,
    ...(filter.runId === undefined ? [] : [`${LABEL.run}=${filter.runId}`]),
  ];
  const found = await engine.ask('list networks', (docker) => docker.listNetworks({ filters: { label } }));
  return found.map((network) => ({ id: network.Id, name: network.Name, runId: network.Labels?.[LABEL.run] ?? '' }));
}

/** Not aborted half-way, see `Engine.make`. */
async function ensureNetwork(engine: Engine, context: DriverContext): Promise<string> {
  const name = networkName(context);
  const known = await findNetworks(engine, context, { runId: context.runId });
  const first = known[0];
  if (first) return first.id;
  const options = {
    Name: name,
    CheckDuplicate: true,
    Driver: 'bridge',
    Labels: { [LABEL.project]: context.project.id, [LABEL.run]: context.runId },
  };
  const create = (docker: Docker) => docker.createNetwork(options);
  const network = await engine.make(`make the network '${name}'`, create, context.signal);
  return network.id;
}

async function removeNetwork(engine: Engine, id: string): Promise<boolean> {
  try {
    await engine.ask(`remove the network '${id}'`, (docker) => docker.getNetwork(id).remove());
    return true;
  } catch (error) {
    // Already gone, or a container has just joined it: both are fine.
    if (statusOf(error) === 404 || statusOf(error) === 403 || statusOf(error) === 409) return false;
    throw error;
  }
}

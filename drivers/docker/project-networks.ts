import { takeLock } from '../../src/base/lock/take-lock.ts';
import { waitForLock } from '../../src/base/lock/with-lock.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { Engine } from './engine.ts';
import { findContainers, type OwnContainer } from './find-containers.ts';
import { networkLock } from './labels.ts';
import { makeNetwork } from './make-network.ts';
import { findNetworks, removeIfEmpty, type OwnNetwork } from './own-networks.ts';

/**
 * Networks that projects keep, because the engine takes longer to make and remove one than a container. Instances of a run
 * reach one another by name, those of different runs do not: a run takes a network that no other has an instance in.
 */
export interface ProjectNetworks {
  /** A network for an instance of this run. Nobody else takes or removes it until it is given back: when the instance is in it. */
  hold(engine: Engine, context: DriverContext): Promise<HeldNetwork>;
  /** Removes those of the project that nothing is in and nobody holds. Gives their names. */
  removeIdle(engine: Engine, context: DriverContext): Promise<readonly string[]>;
}

export interface HeldNetwork extends Disposable {
  readonly id: string;
  readonly name: string;
}

/** What the instances of one run that are being made have together. */
interface Hold {
  readonly taking: Promise<HeldNetwork>;
  /** Of the instance that began it: its end is not that of the others. */
  readonly signal: AbortSignal;
  holders: number;
}

export function projectNetworks(): ProjectNetworks {
  const holds = new Map<string, Hold>();
  const join = (key: string, engine: Engine, context: DriverContext): Hold => {
    const known = holds.get(key);
    const hold = known ?? { taking: takeNetwork(engine, context), signal: context.signal, holders: 0 };
    holds.set(key, hold);
    hold.holders += 1;
    return hold;
  };
  const leave = (key: string, hold: Hold, taken: HeldNetwork | undefined): void => {
    hold.holders -= 1;
    if (taken && hold.holders > 0) return;
    if (holds.get(key) === hold) holds.delete(key);
    taken?.[Symbol.dispose]();
  };
  return {
    async hold(engine, context) {
      const key = `${context.project.id} ${context.runId}`;
      for (;;) {
        const hold = join(key, engine, context);
        // Awaited to its end also when we are aborted: nobody would know what was made.
        const [taken] = await Promise.allSettled([hold.taking]);
        if (taken.status === 'rejected') {
          leave(key, hold, undefined);
          if (!hold.signal.aborted) throw taken.reason;
          context.signal.throwIfAborted();
          continue;
        }
        if (context.signal.aborted) leave(key, hold, taken.value);
        context.signal.throwIfAborted();
        const { id, name } = taken.value;
        return { id, name, [Symbol.dispose]: () => leave(key, hold, taken.value) };
      }
    },
    async removeIdle(engine, context) {
      using lock = await takeLock(networkLock(context, context.project.id));
      if (!lock) return [];
      const removed: string[] = [];
      for (const network of await findNetworks(engine, { projectId: context.project.id }, context.signal)) {
        if (await removeIfEmpty(engine, network, context.signal)) removed.push(network.name);
      }
      return removed;
    },
  };
}

async function takeNetwork(engine: Engine, context: DriverContext): Promise<HeldNetwork> {
  const { project, runId, signal } = context;
  const onWait = (): void => context.progress('waiting for another saltern to choose a network');
  const lock = await waitForLock(networkLock(context, project.id), { signal, onWait });
  try {
    const [containers, networks] = await Promise.all([
      findContainers(engine, { projectId: project.id }, signal),
      findNetworks(engine, { projectId: project.id }, signal),
    ]);
    const { id, name } = chooseNetwork(networks, containers, runId) ?? (await makeNetwork(engine, networks, context));
    return { id, name, [Symbol.dispose]: () => lock[Symbol.dispose]() };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** The network that this run is in already, else one that no instance is in. Pure. */
export function chooseNetwork(
  networks: readonly OwnNetwork[],
  containers: readonly Pick<OwnContainer, 'networks' | 'runId'>[],
  runId: string,
): OwnNetwork | undefined {
  const runsIn = ({ name }: OwnNetwork) =>
    containers.filter((one) => one.networks.includes(name)).map((one) => one.runId);
  const ownOrEmpty = networks.filter((network) => runsIn(network).every((run) => run === runId));
  return ownOrEmpty.find((network) => runsIn(network).length > 0) ?? ownOrEmpty[0];
}

import type Docker from 'dockerode';
import { takeLock } from '../../src/base/lock/take-lock.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { Engine } from './engine.ts';
import { engineMessage, statusOf } from './explain-engine-error.ts';
import { LABEL, networkLock, networkName } from './labels.ts';
import { findNetworks, removeIfEmpty, type OwnNetwork } from './own-networks.ts';

/** An empty network of another project that is older than this goes when a new one is made. */
const OLD_MS = 60 * 60 * 1000;
/** What the engine says when its addresses are used up: by default it has room for some thirty networks. */
const NO_ROOM = /could not find an available|predefined address pools|non-overlapping/i;

/**
 * Makes a network of the project's besides those that it has. Empty ones of other projects make room: projects come and
 * go, and all networks of an engine share few addresses. To be called under the project's lock.
 */
export async function makeNetwork(
  engine: Engine,
  known: readonly OwnNetwork[],
  context: DriverContext,
): Promise<{ readonly id: string; readonly name: string }> {
  await makeRoom(engine, context, context.now() - OLD_MS);
  try {
    return await create(engine, known, context);
  } catch (error) {
    if (!NO_ROOM.test(engineMessage(error))) throw error;
    if ((await makeRoom(engine, context, Number.POSITIVE_INFINITY)) === 0) throw error;
    return await create(engine, known, context);
  }
}

/** Not aborted half-way, see `Engine.make`. */
async function create(engine: Engine, known: readonly OwnNetwork[], context: DriverContext) {
  const names = new Set(known.map((network) => network.name));
  for (let number = 1; ; number += 1) {
    const name = networkName(context, number);
    if (names.has(name)) continue;
    const Labels = { [LABEL.project]: context.project.id };
    const make = (docker: Docker) =>
      docker.createNetwork({ Name: name, CheckDuplicate: true, Driver: 'bridge', Labels });
    try {
      const network = await engine.make(`make the network '${name}'`, make, context.signal);
      return { id: network.id, name };
    } catch (error) {
      // A saltern with another cache, which does not know our locks, was quicker.
      if (statusOf(error) !== 409) throw error;
    }
  }
}

/** Removes empty networks of other projects that were made before `before`; gives how many. */
async function makeRoom(engine: Engine, context: DriverContext, before: number): Promise<number> {
  const { project, signal } = context;
  let removed = 0;
  for (const network of ofOthers(await findNetworks(engine, {}, signal), project.id, before)) {
    using lock = await takeLock(networkLock(context, network.projectId));
    if (lock && (await removeIfEmpty(engine, network, signal))) removed += 1;
  }
  return removed;
}

/** Those of other projects that were made before `before`. Pure. */
export function ofOthers(networks: readonly OwnNetwork[], projectId: string, before: number): readonly OwnNetwork[] {
  return networks.filter((network) => network.projectId !== projectId && network.madeAt < before);
}
